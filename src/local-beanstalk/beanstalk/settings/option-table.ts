/**
 * The configuration options of Local Beanstalk, with AWS's defaults, valid values and the effect of a change. Rows are
 * in options/, by the resource that they configure.
 */
import { lookUp } from '../../base/dictionary.ts';
import {
  balancerOptions,
  classicListenerOptions,
  classicOptions,
  classicPolicyOptions,
  listenerOptions,
  listenerRuleOptions,
  processOptions,
} from './options/balancer.ts';
import { capacityOptions } from './options/capacity.ts';
import { platformOptions } from './options/platform.ts';
import { type OptionRule, type OptionRules, restarts } from './options/rule.ts';

/** Namespaces with one name each. */
const fixed: Readonly<Record<string, OptionRules>> = {
  ...capacityOptions,
  ...platformOptions,
  ...balancerOptions,
};

/** Every option that DescribeConfigurationOptions lists: those of classic load balancers have no effect here. */
export const namedOptions: Readonly<Record<string, OptionRules>> = Object.fromEntries(
  Object.entries({
    ...fixed,
    'aws:elasticbeanstalk:environment:process:default': processOptions,
    'aws:elbv2:listener:default': listenerOptions,
  })
    .map(([namespace, rules]) => [namespace, supported(rules)] as const)
    .filter(([, rules]) => Object.keys(rules).length > 0),
);

function supported(rules: OptionRules): OptionRules {
  return Object.fromEntries(Object.entries(rules).filter(([, { missing }]) => missing === undefined));
}

/** Namespaces that end with a name of the user. */
const families: readonly { prefix: string; name: RegExp; rules: OptionRules }[] = [
  { prefix: 'aws:elasticbeanstalk:environment:process:', name: /^\S+$/, rules: processOptions },
  { prefix: 'aws:elbv2:listener:', name: /^(default|\d{1,5})$/, rules: listenerOptions },
  { prefix: 'aws:elbv2:listenerrule:', name: /^\S+$/, rules: listenerRuleOptions },
  { prefix: 'aws:elb:listener:', name: /^\d{1,5}$/, rules: classicListenerOptions },
  { prefix: 'aws:elb:policies:', name: /^\S+$/, rules: classicPolicyOptions },
];

export const propertiesNamespace = 'aws:elasticbeanstalk:application:environment';
export const secretsNamespace = 'aws:elasticbeanstalk:application:environmentsecrets';

/** Namespaces with free option names. */
const freeNamespaces = [
  propertiesNamespace,
  secretsNamespace,
  'aws:elasticbeanstalk:customoption',
  'aws:cloudformation:template:parameter',
];

/** Options with a free name, e.g. environment properties; a change restarts the application. */
const freeOption: OptionRule = restarts();

export interface OptionKey {
  namespace: string;
  option: string;
}

/** undefined for an unknown option. */
export function ruleOf({ namespace, option }: OptionKey): OptionRule | undefined {
  if (freeNamespaces.includes(namespace)) return freeOption;
  return lookUp(rulesOf(namespace) ?? {}, option);
}

function rulesOf(namespace: string): OptionRules | undefined {
  if (namespace === 'aws:elb:listener') return classicListenerOptions;
  const rules = lookUp(fixed, namespace) ?? lookUp(classicOptions, namespace);
  if (rules !== undefined) return rules;
  return families.find(
    ({ prefix, name }) => namespace.startsWith(prefix) && name.test(namespace.slice(prefix.length)),
  )?.rules;
}
