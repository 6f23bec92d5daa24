import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHeartbeat } from '../../src/heartbeat/line.ts';
import { heartbeatLine } from '../fakes/heartbeat-line.ts';

const parts = { at: 1_764_282_030_000, instance: 'i-0a', address: '10.0.0.11', sequence: 7 };
const shared = { ...parts, keycloak: '26.7.3', versionLabel: 'v1' };

describe('parseHeartbeat', () => {
  it('reads every field', () => {
    const line = heartbeatLine({ ...parts, node: 'a-1', size: 2, startedAt: 1_764_281_000_000 });
    expect(parseHeartbeat(line)).toEqual({
      ...{ ...shared, ready: true, size: 2, node: 'a-1', startedAt: 1_764_281_000_000 },
    });
  });

  it('reads a Keycloak that does not answer', () => {
    expect(parseHeartbeat(heartbeatLine({ ...parts, ready: false }))).toEqual({
      ...{ ...shared, ready: false, size: undefined, node: undefined, startedAt: undefined },
    });
  });

  it('accepts fields that a later kc-eb adds to the format, and no other format', () => {
    const line = JSON.parse(heartbeatLine(parts)) as object;
    expect(parseHeartbeat(JSON.stringify({ ...line, Later: 1 }))).toMatchObject(parts);
    expect(parseHeartbeat(JSON.stringify({ ...line, Format: 2 }))).toBeUndefined();
  });

  it.each(['Ready', 'Instance', 'Version', 'Sequence', '_aws'])('rejects a line without %s', (name) => {
    const line = JSON.parse(heartbeatLine(parts)) as Record<string, unknown>;
    expect(parseHeartbeat(JSON.stringify({ ...line, [name]: undefined }))).toBeUndefined();
  });

  it('returns undefined for any other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseHeartbeat(text)).toBeUndefined();
      }),
    );
  });
});
