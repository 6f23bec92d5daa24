/** The instances of an environment as text: what all agree on once, and a table of the rest. */
import { groupBy, isFew, namesText } from '../base/few.ts';
import { alignColumns, alignLabels } from '../base/table.ts';
import { choose } from './alike.ts';
import type { View } from './log-lines.ts';
import type { HeartbeatAccount, InstanceAccount } from './verdict.ts';

/** An instance, with Beanstalk's health of it where that was read. */
export interface ListedInstance extends InstanceAccount {
  health?: string | undefined;
  causes?: readonly string[];
  /** Its heartbeats have stopped. */
  silent?: { since: Date | undefined } | undefined;
}

type Labels = readonly (readonly [label: string, value: string])[];

/** Returns what all instances agree on, a table of the rest, and the causes of their health. */
export function instancesText(instances: readonly ListedInstance[], columns: number): string {
  return [alignLabels(sharedFacts(instances), columns), instancesTable(instances, columns)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Keycloak's release, the version and the members, each where all instances have the same. */
export function sharedFacts(instances: readonly ListedInstance[]): Labels {
  const version = shared(instances.map(({ versionLabel }) => versionLabel));
  const keycloak = shared(instances.map((instance) => instance.keycloak));
  const members = shared(instances.map(({ view }) => view && membersText(view, instances.length)));
  return [
    ...(keycloak === undefined ? [] : [['Keycloak', keycloak] as const]),
    ...(version === undefined ? [] : [['Version', version] as const]),
    ...(members === undefined ? [] : [['Members', members] as const]),
  ];
}

/**
 * The first columns are the most important ones: the last ones go below their rows where a line is short. Of many
 * instances it has those that differ, and a count of the others.
 */
export function instancesTable(instances: readonly ListedInstance[], columns: number): string {
  if (instances.length === 0) return '';
  const common = commonMembers(instances);
  const wanted = columnsOf(instances, common).filter(({ cell, hidden }) => {
    const cells = instances.map(cell);
    return hidden !== true && cells.some((text) => text !== undefined);
  });
  const { shown, causes, rest } = choose(instances, factsOf(instances, common));
  const rows = shown.map((instance) => wanted.map(({ cell }) => cell(instance) ?? '-'));
  return [
    ...(common === undefined ? [] : [`Most instances see ${namesText(common)}`, '']),
    alignColumns([wanted.map(({ title }) => title), ...rows], columns),
    ...rest,
    ...(causes.length === 0 ? [] : ['', ...causes]),
  ].join('\n');
}

/** Facts in which instances can differ. Id, address, node and time differ always; what all agree on is left out. */
function factsOf(instances: readonly ListedInstance[], common: readonly string[] | undefined) {
  const above = new Set(sharedFacts(instances).map(([, value]) => value));
  const isBeating = instances.some(({ heartbeat }) => heartbeat !== undefined);
  return ({ health = '', heartbeat, silent, view, ...one }: ListedInstance): string[] => {
    const { keycloak = '', versionLabel = '', address, advertised } = one;
    const lacksBeat = heartbeat === undefined && (isBeating || silent !== undefined);
    const isOther = advertised.length > 1 || (advertised.length === 1 && advertised[0] !== address);
    return [
      ...[health, lacksBeat ? 'no heartbeat' : '', heartbeat?.ready === false ? 'not ready' : ''],
      ...[view === undefined ? '' : viewText(view, instances.length, common)],
      ...[isOther ? 'another address advertised' : '', keycloak, versionLabel],
    ].map((fact) => (above.has(fact) ? '' : fact));
  };
}

interface Column {
  title: string;
  /** undefined: nothing to report. */
  cell: (instance: ListedInstance) => string | undefined;
  /** true: all instances agree, and the lines above the table have it. */
  hidden?: boolean;
}

function columnsOf(instances: readonly ListedInstance[], common: readonly string[] | undefined): Column[] {
  const above = new Set(sharedFacts(instances).map(([label]) => label));
  const ownAddress = ({ address, advertised }: ListedInstance): boolean =>
    advertised.length === 0 || (advertised.length === 1 && advertised[0] === address);
  return [
    { title: 'INSTANCE', cell: ({ id }) => id },
    { title: 'HEALTH', cell: ({ health }) => health },
    {
      title: 'HEARTBEAT',
      cell: ({ heartbeat, silent }) => {
        if (heartbeat !== undefined) return heartbeatText(heartbeat);
        if (silent === undefined) return undefined;
        return silent.since === undefined ? 'stopped' : `not reported since ${timeText(silent.since)}`;
      },
    },
    { title: 'NODE', cell: ({ node }) => node },
    {
      title: 'VIEW',
      cell: ({ view }) => view && viewText(view, instances.length, common),
      hidden: above.has('Members'),
    },
    { title: 'ADDRESS', cell: ({ address }) => address },
    {
      title: 'ADVERTISES',
      cell: ({ advertised }) => (advertised.length === 0 ? undefined : advertised.join(', ')),
      hidden: instances.every(ownAddress),
    },
    { title: 'KEYCLOAK', cell: ({ keycloak }) => keycloak, hidden: above.has('Keycloak') },
    { title: 'VERSION', cell: ({ versionLabel }) => versionLabel, hidden: above.has('Version') },
  ];
}

/** The value that all have. */
function shared(values: readonly (string | undefined)[]): string | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}

/** "2 of 2: ip-10-0-0-11-20541, ip-10-0-0-12-3319"; a heartbeat has the number only. */
function membersText({ size, members }: View, instances: number): string {
  const count = countText(size, instances);
  return members.length === 0 || !isFew(members) ? count : `${count}: ${members.toSorted().join(', ')}`;
}

function countText(size: number, instances: number): string {
  return size <= instances ? `${size} of ${instances}` : `${size}, where ${instances} run`;
}

/** The members that more than half of the instances see, where not all see the same. */
function commonMembers(instances: readonly ListedInstance[]): readonly string[] | undefined {
  const lists = instances.map(({ view }) => view?.members.toSorted() ?? []);
  const groups = groupBy(
    lists.filter(({ length }) => length > 0),
    (list) => list.join(),
  );
  const most = [...groups.values()].find(({ length }) => length > instances.length / 2);
  return most === undefined || most.length === instances.length ? undefined : most[0];
}

/** Names the members only where they differ from the common ones. */
function viewText({ size, members }: View, instances: number, common: readonly string[] | undefined): string {
  const count = countText(size, instances);
  if (common === undefined) return members.length === 0 ? count : `${count}: ${namesText(members)}`;
  const [seen, usual] = [new Set(members), new Set(common)];
  const missing = common.filter((member) => !seen.has(member));
  const further = members.filter((member) => !usual.has(member));
  if (members.length === 0 || missing.length + further.length === 0) return count;
  if (members.length <= missing.length + further.length) return `${count}: ${namesText(members)}`;
  return [
    count,
    ...(missing.length === 0 ? [] : [`without ${namesText(missing)}`]),
    ...(further.length === 0 ? [] : [`with ${namesText(further)}`]),
  ].join(', ');
}

/** "10:00:30Z", "10:00:30Z not ready". */
function heartbeatText({ at, ready }: HeartbeatAccount): string {
  return `${timeText(at)}${ready ? '' : ' not ready'}`;
}

function timeText(at: Date): string {
  return `${at.toISOString().slice(11, 19)}Z`;
}
