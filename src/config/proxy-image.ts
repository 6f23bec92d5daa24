/** The image of nginx and of the heartbeat. */
import { z } from 'zod';

/**
 * The digest of the image's index, which holds amd64 and arm64. A newer release is a new row here.
 * https://gallery.ecr.aws/docker/library/nginx
 */
const nginx = {
  repository: 'public.ecr.aws/docker/library/nginx',
  tag: '1.28-alpine',
  digest: 'sha256:a8b39bd9cf0f83869a2162827a0caf6137ddf759d50a171451b335cecc87d236',
};

export const defaultProxyImage = `${nginx.repository}:${nginx.tag}@${nginx.digest}`;

export const proxyImageSchema = z
  .string()
  .regex(
    /^[\w.-]+(:\d+)?(\/[\w.-]+)+(:[\w][\w.-]{0,127})?@sha256:[0-9a-f]{64}$/,
    'must be an image with its digest, such as registry.example.com/nginx:1.28-alpine@sha256:… (docker buildx imagetools inspect IMAGE prints it)',
  )
  .default(defaultProxyImage);

/** The image by its tag, for a stand-in that has another digest. An image without a tag keeps its digest. */
export function byTag(image: string): string {
  return image.replace(/(\/[^/:@]+:[^/:@]+)@.*$/, '$1');
}
