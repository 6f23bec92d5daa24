import { createHash, randomUUID } from 'node:crypto';
import { UserError } from '../../src/base/user-error.ts';
import type { Engine, EngineRunOptions } from '../../src/ports.ts';
import type { Session } from './session.ts';

/** The images that an engine has built; they outlive the command. */
export class BuiltImages {
  /** URI → the layer of its newest build. */
  readonly #newest = new Map<string, Buffer>();
  readonly #digests = new Map<string, string>();

  build(uri: string): void {
    this.#newest.set(uri, Buffer.from(randomUUID()));
    this.#digests.set(digestOf(this.manifest(uri)), tagOf(uri));
  }

  layer(uri: string): Buffer {
    return this.#newest.get(uri) ?? Buffer.from('');
  }

  manifest(uri: string): string {
    const layer = this.layer(uri);
    const mediaType = 'application/vnd.oci.image.layer.v1.tar';
    const layers = [{ digest: digestOf(layer), size: layer.length, mediaType }];
    return JSON.stringify({ schemaVersion: 2, config: layers[0], layers });
  }

  /** The manifest digests of all builds, replaced ones included. */
  has(tag: string, digest: string): boolean {
    return this.#digests.get(digest) === tag;
  }
}

/**
 * A container engine that builds nothing, and pushes blobs and a manifest to the registry over HTTP. As with a real
 * engine, two builds of one context are two images.
 */
export function pushingEngine(endpoint: string, built: BuiltImages, session: Session): Engine {
  let password: string | undefined;

  const ask = async (operation: string, method: string, path: string, body?: string | Buffer) => {
    const response = await session.call(`registry ${operation}`, () =>
      fetch(new URL(path, endpoint), {
        method,
        ...(body !== undefined && { body }),
        headers: { authorization: `Basic ${Buffer.from(`AWS:${password ?? ''}`).toString('base64')}` },
        signal: AbortSignal.timeout(answerMs),
      }),
    );
    if (response.status >= 400)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };

  const push = async (uri: string): Promise<void> => {
    const [, repository = '', tag = ''] = /^[^/]+\/(.+):([^:]+)$/.exec(uri) ?? [];
    const layer = built.layer(uri);
    const begun = await ask('POST upload', 'POST', `/v2/${repository}/blobs/uploads/`);
    const upload = begun.headers.get('location') ?? '';
    await ask('PUT upload', 'PUT', `${upload}?digest=${digestOf(layer)}`, layer);
    const manifest = built.manifest(uri);
    await ask('PUT manifest', 'PUT', `/v2/${repository}/manifests/${tag}`, manifest);
  };

  const run = async ([verb = '', ...rest]: readonly string[], { input }: EngineRunOptions): Promise<void> => {
    const last = rest.at(-1) ?? '';
    if (verb === 'build') built.build(rest[rest.indexOf('--tag') + 1] ?? '');
    else if (verb === 'login') password = typeof input === 'string' ? input : input?.reveal();
    else if (verb === 'push') await push(last);
    else if (verb === 'run') return;
    else throw new Error(`no ${verb} here`);
  };

  return {
    name: () => Promise.resolve('docker'),
    async run(argv, options = {}) {
      const verb = argv[0] ?? '';
      try {
        await session.call(`engine ${verb}`, () => run(argv, options));
      } catch (error) {
        throw new UserError('engine', `docker ${verb} failed`, { cause: error });
      }
      return { stdout: verb === 'run' ? metadata : '', exitCode: 0 };
    },
  };
}

function digestOf(content: Buffer | string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function tagOf(uri: string): string {
  return uri.slice(uri.lastIndexOf(':') + 1);
}

const answerMs = 1_500;
/** The answer of update-compatibility for any image. */
const metadata = '{"keycloak":{"version":"26.7.3"}}';
