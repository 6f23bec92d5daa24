/** A client's own X-Forwarded-For, as Keycloak sees it: the address of a failed login in its log. */
import { logGroupOf } from '../../../src/base/log-group-names.ts';
import type { Step } from '../step.ts';

/** A private address: Keycloak then also takes plain HTTP, so that belief shows in its status as well. */
const forged = '10.254.254.254';

export const forgedHeaderStep: Step = {
  name: 'forged-header',
  assumption: 'Keycloak sees the address that the load balancer saw, not the one that the client sent.',
  needs: 'instances',
  answers: {
    'true address': { holds: true, meaning: 'Brute-force protection and audit see the caller.' },
    'forged address': { holds: false, meaning: 'nginx passes a header on that anyone can send.' },
    'not logged': {
      holds: false,
      meaning: 'Keycloak answered otherwise than with a failed login: read the fixture.',
    },
  },
  async observe({ clients, environment, url, pause, hide }) {
    const username = `kc-eb-test-${Date.now()}`;
    const form = { grant_type: 'password', client_id: 'admin-cli', username, password: 'wrong' };
    const response = await fetch(`${await url()}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      headers: { 'X-Forwarded-For': forged, 'X-Forwarded-Proto': 'http' },
      body: new URLSearchParams(form),
    });
    const text = await response.text();
    // From a public address by plain HTTP, which Keycloak rejects before the login: it did not believe the header.
    if (response.status === 403 && text.includes('HTTPS required')) {
      return { answer: 'true address', seen: '403 HTTPS required: the address counts as public.' };
    }
    for (let reads = 0; reads < 20; reads += 1) {
      const { events = [] } = await clients.logs.filterLogEvents({
        ...{ logGroupName: logGroupOf(environment, 'keycloak'), filterPattern: `"${username}"` },
      });
      const address = /ipAddress="([^"]*)"/.exec(events[0]?.message ?? '')?.[1];
      if (address === undefined) {
        await pause();
        continue;
      }
      hide(address, address === forged ? forged : '198.51.100.1');
      const answer = address === forged ? 'forged address' : 'true address';
      return {
        answer,
        seen: address === forged ? `Keycloak logged ${forged}.` : 'Keycloak logged another address.',
      };
    }
    return { answer: 'not logged', seen: `status ${response.status}: ${text.slice(0, 80)}` };
  },
};
