import { type Service, ServiceError } from '../http/service.ts';

export const scaleOutPath = '/_local/scale-out/';

const operation = `POST ${scaleOutPath}ENVIRONMENT`;

/** POST /_local/scale-out/ENVIRONMENT adds an instance, as Auto Scaling does under load. AWS has no such call. */
export function scaleOutService(scaleOut: (environmentName: string) => void): Service {
  return {
    name: 'local',
    operations: [operation],
    operation: () => operation,
    handle({ method, path }) {
      if (method !== 'POST') throw new ServiceError('MethodNotAllowed', 'Only POST is allowed.', 405);
      scaleOut(path.slice(scaleOutPath.length));
      return { status: 204 };
    },
  };
}
