/** Repeats userinfo requests with one token: nodes without shared sessions reject each other's token. */
import { z } from 'zod';
import { UserError } from '../base/user-error.ts';
import type { Http } from '../ports.ts';

const tokenSchema = z.object({ access_token: z.string() });

/** Returns the statuses of `times` requests through the load balancer at `url`. */
export async function requestUserinfo(
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
    throw new UserError('local', `${connect}/token returned ${answer.status}: ${answer.body}`);
  }
  const { access_token } = tokenSchema.parse(JSON.parse(answer.body));
  const headers = { authorization: `Bearer ${access_token}` };
  const statuses: number[] = [];
  for (let round = 0; round < times; round += 1) {
    statuses.push((await http.request({ method: 'GET', url: `${connect}/userinfo`, headers })).status);
  }
  return statuses;
}
