/** A plan in words and as JSON. */
import { recordText } from '../access/dns-record.ts';
import { updateText } from './update-plan.ts';
import { detailLines, instanceCount, logLevelLines } from './environment-details.ts';
import { type DeployPlan, isEmpty } from './plan.ts';
import type { SettingChange } from '../environment/diff-settings.ts';
import type { EnvironmentPlan } from './environment-plan.ts';
import { governs } from '../environment/option-effects.ts';
import type { UpdateCall } from './update-calls.ts';
import { redactLines, shownSetting, shownValue } from '../base/redact.ts';

/** One line a part: "+" is created, "~" is changed, "=" stays. */
export function planText(plan: DeployPlan): string {
  const { target, image, proxy, version, environment } = plan;
  const where = target.local ? 'Local Beanstalk' : `account ${target.account}, ${target.region}`;
  const lines = [
    `${target.application} / ${target.environment} (${where})`,
    `${sign(plan.repository.action)} repository   ${plan.repository.name}`,
    `${sign(image.action)} image        ${image.uri}${image.action === 'build' ? `, from ${image.from}` : ''}`,
    `${sign(proxy.action)} nginx        ${proxy.uri}${proxy.action === 'build' ? `, from ${proxy.from}` : ''}`,
    ...plan.logGroups.map(
      (group) => `${sign(group.action)} log group    ${group.name}, ${group.retentionDays} days`,
    ),
    `${sign(version.action)} version      ${version.label}${version.action === 'upload' ? ': its source bundle is missing, and is uploaded again' : ''}`,
    `${sign(environment.action)} environment  ${environmentText(environment)}`,
    ...(['create', 'update'].includes(environment.action)
      ? detailLines(plan.details, target.local ? undefined : target.account)
      : []),
    ...(plan.record === undefined
      ? []
      : [`${sign(plan.record.action)} record       ${recordText(plan.record)}`]),
    ...logLevelLines(plan.details),
    ...changeLines(environment),
    ...updateLines(plan),
  ];
  if (isEmpty(plan)) lines.push('Nothing to do.');
  return lines.join('\n');
}

function updateLines({ environment, update, atOnceCalls }: DeployPlan): string[] {
  if (environment.action !== 'update') return [];
  const text = updateText(update);
  const calls = callLines(update.strategy === 'recreate' ? atOnceCalls : environment.calls);
  const otherwise = update.strategy === 'check' ? ['otherwise:', ...callLines(atOnceCalls)] : [];
  return [...(text === undefined ? [] : [text]), ...calls, ...otherwise].map((line) => `    ${line}`);
}

/** One line a call of UpdateEnvironment. */
function callLines(calls: readonly UpdateCall[]): string[] {
  return calls.map(({ changes, removals, deploysVersion }, index) => {
    const settings = changes.map(({ option, to, namespace }) =>
      governs({ namespace, option }) ? `${option}=${to}` : option,
    );
    const parts = [
      ...(deploysVersion ? ['the version'] : []),
      ...settings,
      ...removals.map(({ OptionName = '' }) => `without ${OptionName}`),
    ];
    return `call ${index + 1}     UpdateEnvironment: ${parts.join(', ')}`;
  });
}

/** One line an option setting that changes. */
export function changeLines({ changes, removals }: EnvironmentPlan): string[] {
  return [
    ...changes.map(({ namespace, option, from, to }) => {
      const show = (value: string): string => shownSetting(namespace, option, value);
      return `    ${namespace} ${option}: ${from === undefined ? '(unset)' : show(from)} → ${show(to)}`;
    }),
    ...removals.map(({ Namespace = '', OptionName = '' }) => `    ${Namespace} ${OptionName}: removed`),
  ];
}

const sign = (action: keyof typeof signs): string => signs[action];
const signs = { create: '+', build: '+', update: '~', retain: '~', upload: '~', wait: '~', none: '=' };

function environmentText(environment: DeployPlan['environment']): string {
  const texts = {
    create: `create, at least ${instanceCount(environment.minInstances)}, ${environment.solutionStack ?? ''}`,
    update: `update: ${environment.reasons.join('; ')}`,
    wait: `wait: ${environment.reasons.join('; ')}; the decision follows after that`,
    none: 'as wanted',
  } satisfies Record<DeployPlan['environment']['action'], string>;
  return texts[environment.action];
}

/** The plan with maps as objects; secrets are in it by ARN only. */
export function planJson(plan: DeployPlan): unknown {
  const plain = (_key: string, value: unknown): unknown =>
    value instanceof Map ? Object.fromEntries(value as Map<string, unknown>) : value;
  const { image, version, environment, update } = plan;
  const settings = environment.settings.map((setting) => ({
    ...setting,
    Value: shownSetting(setting.Namespace ?? '', setting.OptionName ?? '', setting.Value ?? ''),
  }));
  const variables = Object.fromEntries(
    Object.entries(update.variables).map(([name, value]) => [name, shownValue(name, value)]),
  );
  const printed = {
    ...plan,
    image: { ...image, texts: redactTexts(image.texts) },
    version: { ...version, texts: redactTexts(version.texts) },
    environment: {
      ...{ ...environment, settings, changes: environment.changes.map(shownChange) },
      calls: environment.calls.map(shownCall),
    },
    atOnceCalls: plan.atOnceCalls.map(shownCall),
    update: {
      ...update,
      runningRelease: update.runningRelease?.name,
      wantedRelease: update.wantedRelease.name,
      variables,
    },
  };
  return { nothingToDo: isEmpty(plan), ...(JSON.parse(JSON.stringify(printed, plain)) as object) };
}

function shownCall(call: UpdateCall): UpdateCall {
  return { ...call, changes: call.changes.map(shownChange) };
}

function shownChange({ namespace, option, from, to }: SettingChange): SettingChange {
  const show = (value: string): string => shownSetting(namespace, option, value);
  return { namespace, option, from: from === undefined ? undefined : show(from), to: show(to) };
}

/** Redacts build options, which the Dockerfile contains in clear. */
function redactTexts(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...texts].map(([path, text]) => [path, redactLines(text)]));
}
