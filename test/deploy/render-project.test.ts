import { expect, test } from 'vitest';
import { renderProject } from '../../src/deploy/render-project.ts';
import { projectFiles } from '../../src/system/files.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const templates = await projectFiles('.').templates();
const files = { registry: 'registry', imageFiles: new Map(), overrideFiles: new Map() };

function imagesFor(type: string) {
  const config = exampleConfig();
  const instances = { ...config.instances, types: [type] };
  const { image, proxy } = renderProject({ ...config, instances }, files, templates);
  return [image, proxy];
}

test('both images are for the processors of the instances, under separate tags', () => {
  const [x86, arm] = [imagesFor('t3.medium'), imagesFor('t4g.medium')];
  expect(x86.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/amd64']);
  expect(arm.map(({ platform }) => platform)).toEqual(['linux/arm64', 'linux/arm64']);
  expect(new Set([...x86, ...arm].map(({ tag }) => tag)).size).toBe(4);
  expect(imagesFor('m5.large')).toEqual(x86);
});
