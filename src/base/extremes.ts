/** Extremes of lists of any length: Math.max and Math.min take about 125,000 arguments. */

/** Returns the largest number, and at least `atLeast`. */
export function largest(values: Iterable<number>, atLeast = -Infinity): number {
  let found = atLeast;
  for (const value of values) if (value > found) found = value;
  return found;
}

/** Returns the smallest number, and at most `atMost`. */
export function smallest(values: Iterable<number>, atMost = Infinity): number {
  let found = atMost;
  for (const value of values) if (value < found) found = value;
  return found;
}
