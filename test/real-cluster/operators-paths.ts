/** Requests for paths of Keycloak's operators, in the spellings that once came through nginx. */
import { Agent, request } from 'node:http';

/** Text that only the operators’ paths answer: names of metrics, and checks. */
const ofOperators = /^# HELP|"checks"/m;

/** Sends each target to `url` unchanged (fetch would resolve its dots). Returns those that an operators' path answered. */
export async function leaksOf(url: string, targets: readonly string[]): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const left = targets.values();
  const leaks: string[] = [];
  const ask = async (): Promise<void> => {
    for (const target of left) if (ofOperators.test(await bodyOf(url, target, agent))) leaks.push(target);
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  agent.destroy();
  return leaks;
}

async function bodyOf(url: string, path: string, agent: Agent): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, agent }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve(body);
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}
