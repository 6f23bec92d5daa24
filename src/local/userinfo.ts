/** Asks userinfo with one token again and again: nodes that do not share sessions refuse each other's. */
import { z } from 'zod';
import { UserError } from '../base/user-error.ts';
import type { Http } from '../ports.ts';

const tokenSchema = z.object({ access_token: z.string() });

/** Statuses of `times` requests through the balancer at `url`, in their order. */
export async function askUserinfo(
  http: Http,
  url: string,
  login: { username: string; password: string },
  times: number,
): Promise<readonly number[]> {
  const connect = `${url}/realms/master/protocol/openid-connect`;
  const form = { client_id: 'admin-cli', grant_type: 'password', scope: 'openid', ...login };
  const answer = await http.request({
    method: 'POST',
    url: `${connect}/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  if (answer.status !== 200) {
    throw new UserError('local', `${connect}/token answered ${answer.status}: ${answer.body}`);
  }
  const { access_token } = tokenSchema.parse(JSON.parse(answer.body));
  const headers = { authorization: `Bearer ${access_token}` };
  const statuses: number[] = [];
  for (let round = 0; round < times; round += 1) {
    statuses.push((await http.request({ method: 'GET', url: `${connect}/userinfo`, headers })).status);
  }
  return statuses;
}
