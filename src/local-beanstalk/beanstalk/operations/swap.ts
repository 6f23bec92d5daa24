/** SwapEnvironmentCNAMEs. */
import { z } from 'zod';
import { invalid, operation, reject, requireReady } from './operation.ts';

export const swapOperations = {
  /** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_SwapEnvironmentCNAMEs.html */
  SwapEnvironmentCNAMEs: operation(
    z.object({
      SourceEnvironmentId: z.string().optional(),
      SourceEnvironmentName: z.string().min(4).max(40).optional(),
      DestinationEnvironmentId: z.string().optional(),
      DestinationEnvironmentName: z.string().min(4).max(40).optional(),
    }),
    ({ store, workflow, balancer }, input, requestId) => {
      const { SourceEnvironmentId: sourceId, SourceEnvironmentName: sourceName } = input;
      const { DestinationEnvironmentId: otherId, DestinationEnvironmentName: otherName } = input;
      const sameKind =
        (sourceId !== undefined && otherId !== undefined) ||
        (sourceName !== undefined && otherName !== undefined);
      if (!sameKind) {
        reject(
          'InvalidParameterCombination',
          'Either the names or the ids of both environments must be specified.',
        );
      }
      const source = store.requireEnvironment({ EnvironmentId: sourceId, EnvironmentName: sourceName });
      const other = store.requireEnvironment({ EnvironmentId: otherId, EnvironmentName: otherName });
      if (source === other) {
        invalid('An environment cannot swap CNAMEs with itself.');
      }
      requireReady(source);
      requireReady(other);
      balancer.exchange(source.name, other.name);
      [source.cnamePrefix, other.cnamePrefix] = [other.cnamePrefix, source.cnamePrefix];
      const [url, otherUrl] = [source.url, other.url];
      if (otherUrl !== undefined) source.url = otherUrl;
      if (url !== undefined) other.url = url;
      const swap = { source: source.name, destination: other.name };
      try {
        // The source first: the EB CLI follows the environment of the first event.
        workflow.startAll([source, other], { kind: 'swap', requestId, swap });
      } catch (error) {
        balancer.exchange(source.name, other.name);
        throw error;
      }
      return undefined;
    },
  ),
};
