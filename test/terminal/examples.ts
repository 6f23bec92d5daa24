import type { ProgressEvent } from '../../src/terminal/lines.ts';

const at = new Date('2026-11-24T10:00:00.123Z');

/** One of each kind, in an order that may occur. */
export const exampleEvents: readonly ProgressEvent[] = [
  { type: 'message', level: 'info', text: 'id / id-prod' },
  { type: 'message', level: 'warn', text: 'instances.min is 1' },
  { type: 'step-started', step: 'repository', title: 'ECR repository' },
  { type: 'step-started', step: 'image', title: 'Keycloak image' },
  { type: 'step-output', step: 'image', line: 'Step 1/2 : FROM scratch' },
  {
    type: 'step-done',
    step: 'repository',
    title: 'ECR repository',
    outcome: 'already',
    detail: 'id/keycloak',
    seconds: 0.21,
  },
  { type: 'step-done', step: 'image', title: 'Keycloak image', outcome: 'done', seconds: 75.4 },
  { type: 'step-started', step: 'environment', title: 'Environment id-prod' },
  { type: 'environment-event', at, severity: 'WARN', message: 'Health: Degraded.', instance: 'i-0a' },
  { type: 'step-failed', step: 'environment', title: 'Environment id-prod', message: 'it failed' },
  {
    type: 'log-line',
    at,
    instance: 'i-0a',
    service: 'keycloak',
    message: 'Keycloak 26.7.3 started\n',
    late: false,
  },
  { type: 'log-line', at, instance: 'i-0b', service: 'nginx', message: 'GET /', late: true },
  { type: 'result', data: { ok: true, view: ['a', 'b'] }, text: 'One cluster of 2.' },
];
