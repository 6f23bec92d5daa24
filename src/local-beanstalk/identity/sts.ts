/** STS: every caller is the one made-up user of the made-up account. */
import { z } from 'zod';
import { parseInput, queryService } from '../http/query-protocol.ts';
import type { Service } from '../http/service.ts';

export function stsService(accountId: string): Service {
  return queryService('sts', 'https://sts.amazonaws.com/doc/2011-06-15/', {
    /** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
    GetCallerIdentity(parameters) {
      parseInput(z.object({}), parameters);
      return {
        Arn: `arn:aws:iam::${accountId}:user/local`,
        UserId: 'AIDALOCALBEANSTALK00',
        Account: accountId,
      };
    },
  });
}
