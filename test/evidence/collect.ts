/** Collects the facts for the version table from a Keycloak distribution. Needs a JDK, 17 or newer. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { extractKeycloak } from '../../src/local-beanstalk/images/keycloak-distribution.ts';
import { cacheElements } from './cache-elements.ts';

const probe = join(import.meta.dirname, 'Probe.java');
/** Their releases decide what a cache file, a stack or a JDBC URL may hold. */
const libraries =
  /^(org\.infinispan\.infinispan-core(?:-jakarta)?|org\.jgroups\.jgroups|.*(?:ojdbc\d+|orai18n|mysql-connector-java|mysql-connector-j|mariadb-java-client|mssql-jdbc|org\.postgresql\.postgresql))-(\d.*)\.jar$/;

/** The evidence as text, one fact a line, the kind of fact first. `folder`: where the distribution is unpacked. */
export async function collectEvidence(version: string, folder: string): Promise<string> {
  await extractKeycloak(version, folder, () => undefined);
  const facts = [
    ...(await commands(folder)),
    ...(await optionNames(folder, 'build')),
    ...(await optionNames(folder, 'start')),
    ...configuration(folder),
    ...jars(folder),
    ...(await askClasses(folder)),
  ];
  return `${[...new Set(facts)].sort().join('\n')}\n`;
}

async function help(folder: string, ...argv: string[]): Promise<string> {
  const { stdout } = await execa(join(folder, 'bin/kc.sh'), argv);
  return stdout;
}

async function commands(folder: string): Promise<string[]> {
  const text = await help(folder, '--help');
  const [, list = ''] = /^Commands:\n\n([^]*?)\n\n/m.exec(text) ?? [];
  return [...list.matchAll(/^ {2}(\S+)/gm)].map(([, name = '']) => `command ${name}`);
}

/** "--log-level-<category> <level>" is log-level-*. */
async function optionNames(folder: string, command: 'build' | 'start'): Promise<string[]> {
  const text = await help(folder, command, '--help-all');
  const names = [...text.matchAll(/^(?:-\w, )?--([a-z][\w.-]*(?:<[\w.-]+>)?[\w-]*)/gm)];
  return names.map(([, name = '']) => `help ${command} ${name.replace(/<.*>/, '*')}`);
}

function configuration(folder: string): string[] {
  const xml = readFileSync(join(folder, 'conf/cache-ispn.xml'), 'utf8');
  const [, schema = ''] = /xmlns="urn:infinispan:config:([\d.]+)"/.exec(xml) ?? [];
  const folders = ['conf/truststores'].filter((name) => existsSync(join(folder, name)));
  return [
    `schema ${schema}`,
    ...cacheElements(xml).map((element) => `cache ${element}`),
    ...folders.map((name) => `folder ${name}`),
  ];
}

function jars(folder: string): string[] {
  return readdirSync(join(folder, 'lib/lib/main')).flatMap((name) => {
    const [, library, release] = libraries.exec(name) ?? [];
    return library === undefined ? [] : [`library ${library} ${release ?? ''}`];
  });
}

async function askClasses(folder: string): Promise<string[]> {
  const main = join(folder, 'lib/lib/main');
  const classPath = [main, join(folder, 'lib/lib/boot')].map((path) => `${path}/*`).join(':');
  const { stdout } = await execa('java', ['-cp', classPath, probe, main]);
  return stdout.split('\n').filter((line) => line !== '');
}
