/** The processor architecture of instance types: an image runs on one of them. */
import type { Config } from './schema.ts';

export type Architecture = 'arm64' | 'x86_64';

/**
 * The letter g after the generation names an AWS Graviton processor (t4g, m6gd, im4gn, is4gen, hpc7g); a1 is older than
 * the rule. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function architectureOf(instanceType: string): Architecture {
  const [family = ''] = instanceType.toLowerCase().split(/[.-]/);
  return family === 'a1' || /^[a-z]+\d+[a-z]*g/.test(family) ? 'arm64' : 'x86_64';
}

/** The types that Beanstalk launches: an option setting takes precedence. */
export function instanceTypes({ instances, options }: Pick<Config, 'instances' | 'options'>): string[] {
  const types = options['aws:ec2:instances']?.InstanceTypes;
  if (types === undefined) return instances.types;
  return types.split(',').map((type) => type.trim());
}

/** A checked configuration has types of one architecture. */
export function architecture(config: Pick<Config, 'instances' | 'options'>): Architecture {
  return architectureOf(instanceTypes(config)[0] ?? '');
}

/** The platform of the images that the instances run, as the engine names it. */
export function imagePlatform(config: Pick<Config, 'instances' | 'options'>): string {
  return architecture(config) === 'arm64' ? 'linux/arm64' : 'linux/amd64';
}
