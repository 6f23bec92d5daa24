/**
 * Divides an update into calls of UpdateEnvironment, each a separate operation. AWS's reference rejects a version
 * together with settings (InvalidParameterCombination), and AWS accepts both all the same. The policy of such a call is
 * then the stored one (aws/aws-sdk-ruby#1394). So the policy is stored before the call that it must govern.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_UpdateEnvironment.html
 */
import type { ConfigurationOptionSetting, OptionSpecification } from '@aws-sdk/client-elastic-beanstalk';
import type { SettingChange } from '../environment/diff-settings.ts';
import {
  governs,
  isImmutable,
  replacesInstances,
  restartsKeycloak,
  sizes,
} from '../environment/option-effects.ts';

/** One call of UpdateEnvironment. */
export interface UpdateCall {
  changes: SettingChange[];
  removals: OptionSpecification[];
  deploysVersion: boolean;
}

export interface CallOptions {
  /** AWS has rejected a version together with settings. */
  separate?: boolean;
  /** Version and variables come before changes that replace instances: a rollback undoes in reverse. */
  softwareFirst?: boolean;
}

/**
 * The calls in their order; empty where nothing is due. `wanted`: the settings that hold after them. Old and new
 * Keycloaks never meet by a replacement of instances: it is a separate call, and one Keycloak runs during it.
 */
export function updateCalls(
  due: UpdateCall,
  wanted: readonly ConfigurationOptionSetting[],
  { separate = false, softwareFirst = false }: CallOptions = {},
): UpdateCall[] {
  const everything = { ...due, deploysVersion: false };
  const [governing, others] = part(everything, governs);
  const [replacing, inPlace] = part(others, replacesInstances);
  const touchesInstances =
    due.deploysVersion || !isEmpty(replacing) || !isEmpty(part(inPlace, restartsKeycloak)[0]);
  if (!touchesInstances || isEmpty(governing)) {
    const calls = dividedCalls(
      due.deploysVersion,
      touchesInstances ? part(everything, replacesInstances) : [none, everything],
    );
    return calls.filter((call) => !isEmpty(call));
  }
  // Beanstalk validates batches against the numbers of instances.
  const [sized, rest] = governing.changes.some(sizes.depends) ? part(inPlace, sizes.are) : [none, inPlace];
  return [join(governing, sized), ...dividedCalls(due.deploysVersion, [replacing, rest])].filter(
    (call) => !isEmpty(call),
  );

  function dividedCalls(
    deploysVersion: boolean,
    [instances, settings]: readonly [UpdateCall, UpdateCall],
  ): UpdateCall[] {
    if (isImmutable(wanted)) return immutableCalls(deploysVersion, instances, settings);
    const software = separate ? [settings, { ...none, deploysVersion }] : [{ ...settings, deploysVersion }];
    if (softwareFirst) return [...software.toReversed(), instances];
    const isAlone = !deploysVersion && isEmpty(part(settings, restartsKeycloak)[0]);
    return isAlone ? [join(instances, settings)] : [instances, ...software];
  }

  /**
   * "You can't change settings that require instance replacement while also updating other settings."
   * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environmentmgmt-updates-immutable.html
   */
  function immutableCalls(
    deploysVersion: boolean,
    instances: UpdateCall,
    settings: UpdateCall,
  ): UpdateCall[] {
    const [variables, resources] = part(settings, restartsKeycloak);
    const version = { ...none, deploysVersion };
    return softwareFirst
      ? [version, variables, instances, resources]
      : [resources, instances, variables, version];
  }
}

const none: UpdateCall = { changes: [], removals: [], deploysVersion: false };

function isEmpty({ changes, removals, deploysVersion }: UpdateCall): boolean {
  return changes.length + removals.length === 0 && !deploysVersion;
}

/** The settings for which `test` holds, and the others. */
function part(
  call: UpdateCall,
  test: (option: { namespace: string; option: string }) => boolean,
): [UpdateCall, UpdateCall] {
  const ofRemoval = ({ Namespace = '', OptionName = '' }: OptionSpecification): boolean =>
    test({ namespace: Namespace, option: OptionName });
  return [
    { ...none, changes: call.changes.filter(test), removals: call.removals.filter(ofRemoval) },
    {
      ...none,
      changes: call.changes.filter((change) => !test(change)),
      removals: call.removals.filter((removal) => !ofRemoval(removal)),
    },
  ];
}

function join(some: UpdateCall, others: UpdateCall): UpdateCall {
  return {
    changes: [...some.changes, ...others.changes],
    removals: [...some.removals, ...others.removals],
    deploysVersion: some.deploysVersion || others.deploysVersion,
  };
}
