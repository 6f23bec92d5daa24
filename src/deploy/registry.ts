/** The caller's ECR registry: its host and its login, from one authorization token. */
import { UserError } from '../base/user-error.ts';
import { Memo } from '../base/memo.ts';
import { Secret } from '../base/secret.ts';
import { dockerLogin } from '../engine/commands.ts';
import type { Aws, Deps } from '../ports.ts';

interface Token {
  endpoint: string | undefined;
  /** Base64 of "AWS:password". https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html */
  login: Secret;
}

/** A token is valid for 12 hours: longer than a command runs. */
const tokens = new Memo<Aws, Token>();

function readToken({ aws }: Pick<Deps, 'aws'>): Promise<Token> {
  return tokens.get(aws, async () => {
    const { authorizationData } = await (await aws.ecr()).getAuthorizationToken({});
    const { proxyEndpoint, authorizationToken = '' } = authorizationData?.[0] ?? {};
    return { endpoint: proxyEndpoint, login: new Secret(authorizationToken) };
  });
}

/** The token's own endpoint is the one source of the host that holds in every partition. */
export async function readRegistry(deps: Pick<Deps, 'aws'>): Promise<string> {
  const { endpoint } = await readToken(deps);
  if (endpoint === undefined || !URL.canParse(endpoint)) {
    throw new UserError('aws', 'ECR gave no registry endpoint with its token.');
  }
  return new URL(endpoint).host;
}

/** Signs the container engine in, for a push or a pull. */
export async function signIn(
  deps: Pick<Deps, 'aws' | 'engine'>,
  { image }: { image: { registry: string } },
): Promise<void> {
  const token = Buffer.from((await readToken(deps)).login.reveal(), 'base64').toString();
  const [username, password] = token.split(':');
  if (!username || !password) throw new UserError('aws', 'ECR gave no usable authorization token.');
  await deps.engine.run(dockerLogin(image.registry, username), { input: new Secret(password) });
}
