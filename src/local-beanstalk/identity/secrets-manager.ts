/** Secrets Manager, read only: returns the project's made-up secrets. */
import { z } from 'zod';
import { jsonOperation, jsonService } from '../http/json-protocol.ts';
import { type Service, ServiceError } from '../http/service.ts';

const secretInput = z.object({ SecretId: z.string().min(1), VersionStage: z.string().default('AWSCURRENT') });

/** `secrets`: the value of an ARN; undefined for an unknown one. */
export function secretsManagerService(secrets: (arn: string) => string | undefined): Service {
  return jsonService('secretsmanager', {
    /** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
    GetSecretValue: jsonOperation(secretInput, ({ SecretId: arn, VersionStage: stage }) => {
      const value = stage === 'AWSCURRENT' ? secrets(arn) : undefined;
      if (value === undefined) {
        throw new ServiceError(
          'ResourceNotFoundException',
          "Secrets Manager can't find the specified secret.",
        );
      }
      return { ARN: arn, Name: arn.split(':')[6], SecretString: value, VersionStages: ['AWSCURRENT'] };
    }),
  });
}
