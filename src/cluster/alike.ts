/** Chooses the instances that a text names: all of some, or those of many that differ from most. */
import { groupBy } from '../base/few.ts';

interface Reported {
  /** EC2 instance id. */
  id: string;
  /** The causes of its health. */
  causes?: readonly string[];
}

export interface Choice<I> {
  shown: readonly I[];
  /** One line each: "i-1: a cause". */
  causes: readonly string[];
  /** Lines about the others. */
  rest: readonly string[];
}

const mostRows = 20;
const mostCauses = 10;
/** The rows of many instances that are all alike. */
const examples = 5;

/**
 * `factsOf`: the facts by which instances are alike; "" where one has nothing to report. The first of the rarest come
 * first. Lines do not grow with the number of instances.
 */
export function choose<I extends Reported>(
  instances: readonly I[],
  factsOf: (instance: I) => readonly string[],
): Choice<I> {
  if (instances.length <= mostRows) {
    const causes = instances.flatMap(({ id, causes = [] }) => causes.map((cause) => `${id}: ${cause}`));
    return { shown: instances, causes, rest: [] };
  }
  const keyOf = (one: I): string => [...factsOf(one), ...(one.causes ?? []).map(withoutNumbers)].join('\n');
  const groups = [...groupBy(instances, keyOf).values()].sort((a, b) => a.length - b.length);
  const largest = groups.at(-1) ?? [];
  // Without a majority no instance is the odd one.
  const most = largest.length > instances.length / 2 ? largest : [];
  const apart = groups.flat().slice(0, instances.length - most.length);
  const shown = apart.length === 0 ? most.slice(0, examples) : apart.slice(0, mostRows);
  const facts = most[0] === undefined ? [] : factsOf(most[0]).filter((fact) => fact !== '');
  const more = (count: number, what: string): string[] => (count === 0 ? [] : [`… ${count} more ${what}`]);
  return {
    shown,
    causes: causesOf(instances),
    rest: [
      ...more(apart.length - Math.min(apart.length, mostRows), 'differ: --json lists them'),
      ...more(
        most.length - (apart.length === 0 ? shown.length : 0),
        `are alike${facts.length === 0 ? '' : `: ${facts.join(', ')}`}`,
      ),
    ],
  };
}

/** Each cause once, the rarest first. */
function causesOf(instances: readonly Reported[]): string[] {
  const all = instances.flatMap(({ id, causes = [] }) => causes.map((cause) => ({ id, cause })));
  const groups = [...groupBy(all, ({ cause }) => withoutNumbers(cause)).values()];
  groups.sort((a, b) => a.length - b.length);
  const lines = groups.map((group) => {
    const [{ id, cause } = { id: '', cause: '' }] = group;
    return group.length === 1 ? `${id}: ${cause}` : `${group.length} instances, such as ${id}: ${cause}`;
  });
  const rest = lines.length - mostCauses;
  return rest <= 0 ? lines : [...lines.slice(0, mostCauses), `… ${rest} more causes: --json lists them`];
}

/** "Initialization completed 12 seconds ago and took 2 minutes." is a cause on AWS. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/\d+/g, '#');
}
