import { expect, test } from 'vitest';
import { redacted } from '../../src/base/redact.ts';
import { redact } from './recorder.ts';

const hidden = new Map([
  ['210987654321', '123456789012'],
  ['canary', redacted],
]);

test.each<[what: string, value: unknown, shown: unknown]>([
  ['the account', 'arn:aws:iam::210987654321:role/x', 'arn:aws:iam::123456789012:role/x'],
  [
    'a secret by its name',
    { MasterUserPassword: 'x', SecretString: 'y' },
    { MasterUserPassword: redacted, SecretString: redacted },
  ],
  ['a token', { authorizationToken: 'QVdT' }, { authorizationToken: redacted }],
  [
    'an ARN of a secret stays',
    { SecretArn: 'arn:aws:secretsmanager:x' },
    { SecretArn: 'arn:aws:secretsmanager:x' },
  ],
  [
    'the value of a setting',
    [{ Namespace: 'aws:elasticbeanstalk:application:environment', OptionName: 'DB_PASSWORD', Value: 'x' }],
    [
      {
        Namespace: 'aws:elasticbeanstalk:application:environment',
        OptionName: 'DB_PASSWORD',
        Value: redacted,
      },
    ],
  ],
  [
    'a password of this run anywhere',
    { lines: ['starts with canary.'] },
    { lines: [`starts with ${redacted}.`] },
  ],
  ['a URL with a password', 'x\njdbc://user:pw@host/db', `x\n${redacted}`],
  [
    'dates and metadata',
    { at: new Date(0), $metadata: { requestId: 'r' } },
    { at: '1970-01-01T00:00:00.000Z' },
  ],
])('%s', (_what, value, shown) => {
  expect(redact(value, hidden)).toEqual(shown);
});
