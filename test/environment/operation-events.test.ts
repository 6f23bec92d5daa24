import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EnvironmentEvent } from '../../src/environment/events.ts';
import { OperationEvents } from '../../src/environment/operation-events.ts';

function event(second: number, message: string, requestId?: string, severity = 'INFO'): EnvironmentEvent {
  const at = new Date(Date.UTC(2026, 10, 24, 10, 0, second));
  return { at, message, severity, requestId, versionLabel: undefined };
}

const events = [
  event(1, 'Environment health has transitioned from Ok to Warning.', undefined, 'WARN'),
  event(2, 'Environment update is starting.', 'r-1'),
  event(3, 'Environment health has transitioned from Warning to Severe.', undefined, 'ERROR'),
  event(4, "Somebody else's.", 'r-0', 'ERROR'),
  event(5, 'Failed to deploy application.', 'r-1', 'ERROR'),
];
const shown = [events[1], events[2], events[4]].map((one) => one?.message);

test.each([
  ['of our call', 'r-1', 'take'],
  ['of the operation that runs', undefined, 'takeNewest'],
] as const)('%s: its events, and the health events since its first one', (...args) => {
  const [, requestId, take] = args;
  const operation = new OperationEvents(requestId);
  const taken = [...operation[take](events), ...operation[take]([])];
  expect(taken.map(({ message }) => message)).toEqual(shown);
});

test("a health event's severity is not the operation's", () => {
  const operation = new OperationEvents('r-1');
  operation.take(events);
  expect([operation.own, operation.errors]).toEqual([2, ['Failed to deploy application.']]);
});

test('events that arrive in any order and in any portions are the same ones', () => {
  const arrival = fc.shuffledSubarray(events, { minLength: events.length });
  fc.assert(
    fc.property(arrival, fc.array(fc.nat(3), { minLength: 8, maxLength: 8 }), (arrived, portions) => {
      const operation = new OperationEvents('r-1');
      const rest = [...arrived];
      const taken = portions.flatMap((size) => operation.take(rest.splice(0, size)));
      taken.push(...operation.take(rest));
      expect(taken.map(({ message }) => message).sort()).toEqual(shown.toSorted());
      expect([operation.own, operation.errors]).toEqual([2, ['Failed to deploy application.']]);
    }),
  );
});

test('the newest operation replaces an earlier one, also where its events were read before', () => {
  const operation = new OperationEvents(undefined);
  operation.takeNewest([event(1, 'One.', 'r-1'), event(2, 'It failed.', 'r-1', 'ERROR')]);
  expect([operation.requestId, operation.errors]).toEqual(['r-1', ['It failed.']]);
  expect(operation.take([event(3, 'Two.', 'r-2')])).toEqual([]);
  expect(operation.takeNewest([event(1, 'One, late.', 'r-1')])).toEqual([event(3, 'Two.', 'r-2')]);
  expect([operation.requestId, operation.own, operation.errors]).toEqual(['r-2', 1, []]);
});

test('an event of another request in between leaves the errors of the operation', () => {
  const operation = new OperationEvents(undefined);
  operation.takeNewest([event(1, 'One.', 'r-1'), event(2, 'It failed.', 'r-1', 'ERROR')]);
  const logs = event(3, 'requestEnvironmentInfo is starting.', 'r-2');
  expect(operation.takeNewest([logs, event(4, 'More.', 'r-1')])).toEqual([event(4, 'More.', 'r-1')]);
  expect([operation.requestId, operation.errors]).toEqual(['r-1', ['It failed.']]);
});
