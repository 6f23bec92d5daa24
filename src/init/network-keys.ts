/** The `network` keys of the answers. */
import type { Edit } from '../config/edit-keys.ts';
import { configSchema } from '../config/schema.ts';

export interface NetworkAnswers {
  vpc?: string;
  subnets?: readonly string[];
  loadBalancerSubnets?: readonly string[];
  certificate?: string;
}

export function networkEdits(network: NetworkAnswers): Edit[] {
  return Object.entries(network).flatMap(([key, value]: [string, string | readonly string[]]) =>
    value.length === 0 ? [] : [{ path: ['network', key], value }],
  );
}

/** One line for each invalid flag. */
export function networkProblems({ vpc, certificate }: NetworkAnswers): string[] {
  const { shape } = configSchema.shape.network.unwrap();
  return Object.entries({ vpc, certificate }).flatMap(([name, value]) => {
    const { success, error } = shape[name as 'vpc' | 'certificate'].safeParse(value);
    if (name === 'vpc' && value !== undefined && !/^vpc-[0-9a-f]+$/.test(value)) {
      return [`--vpc "${value}": must be the id of a VPC, such as vpc-0123456789abcdef0`];
    }
    return success
      ? []
      : [`--${name} "${value ?? ''}": ${error.issues.map(({ message }) => message).join('; ')}`];
  });
}
