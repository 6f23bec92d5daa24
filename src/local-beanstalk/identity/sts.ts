/** Who calls: always the one made-up user of the made-up account. */
import XMLBuilder from 'fast-xml-builder';
import { type Service, ServiceError } from '../http/service.ts';

const xmlNamespace = 'https://sts.amazonaws.com/doc/2011-06-15/';
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

export function stsService(accountId: string): Service {
  return {
    name: 'sts',
    operation: ({ query }, body) => actionOf(query, body ?? Buffer.alloc(0)),

    /** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
    async handle(request) {
      const action = actionOf(request.query, await request.body());
      if (action !== 'GetCallerIdentity') {
        throw new ServiceError('NotImplemented', `Local Beanstalk has no operation sts ${action}.`, 501);
      }
      const answer = {
        GetCallerIdentityResponse: {
          '@xmlns': xmlNamespace,
          GetCallerIdentityResult: {
            Arn: `arn:aws:iam::${accountId}:user/local`,
            UserId: 'AIDALOCALBEANSTALK00',
            Account: accountId,
          },
          ResponseMetadata: { RequestId: request.requestId },
        },
      };
      return { status: 200, headers: { 'content-type': 'text/xml' }, body: builder.build(answer) };
    },
  };
}

/** Parameters come in the body; a GET has them in its query. */
function actionOf(query: URLSearchParams, body: Buffer): string {
  const form = body.length === 0 ? query : new URLSearchParams(body.toString('utf8'));
  return form.get('Action') ?? '';
}
