import type { Flags, GlobalFlags } from '../command-line.ts';
import { UserError } from '../base/user-error.ts';
import { regionProblem } from '../project/regions.ts';
import { readAccount } from '../init/account.ts';
import { askAnswers } from '../init/ask.ts';
import { askNetwork } from '../init/ask-network.ts';
import { withEnvironment } from '../init/add-environment.ts';
import { backUp } from '../init/backup.ts';
import { type NetworkAnswers, networkEdits, networkProblems } from '../init/network-keys.ts';
import { nextCommand } from '../init/next-command.ts';
import { isVariable, type Present, readPresent, withAnswers } from '../init/present.ts';
import type { Deps } from '../ports.ts';
import { schemaPath } from '../project/editor-schema.ts';
import { provideSchema } from '../project/project-dir.ts';
import {
  type Answers,
  initialAnswers,
  questions,
  requireAnswers,
  requireValid,
  scaffold,
} from '../project/scaffold.ts';
import { withKeys } from '../config/edit-keys.ts';

type InitFlags = Flags['init'] & Pick<GlobalFlags, 'config'>;

/**
 * Writes kc-eb.yaml and the folders of a project. On a terminal it asks for each answer that is not a flag. A rerun
 * begins with the answers of the present file, changes these keys only, and keeps a copy. `terminal`: for tests.
 */
export async function run(
  deps: Deps,
  flags: InitFlags,
  terminal = process.stdin.isTTY && process.stderr.isTTY,
): Promise<void> {
  if (flags.add !== undefined) {
    await addEnvironment(deps, flags, flags.add);
    return;
  }
  const { files } = deps;
  const { given, network: givenNetwork } = readFlags(flags);
  const templates = await files.templates();
  const project = { path: flags.config, schema: files.reference(flags.config, schemaPath) };
  // Before the questions, so that the answers are not lost. Also reads a file in place of a folder.
  const scaffolded = [...scaffold(initialAnswers, templates, project).keys()];
  const texts = new Map(
    await Promise.all(scaffolded.map(async (path) => [path, await files.read(path)] as const)),
  );
  const text = texts.get(flags.config);
  if (text !== undefined && flags.force !== true && !terminal) throw exists(deps, flags.config);

  const { answers: present, kept } = readPresent(text ?? '');
  const isNew = text === undefined || flags.force === true;
  if (!isNew)
    requireValid(text, flags.config, 'Correct it, or run kc-eb init --force to replace it; a copy is kept.');
  const defaults = {
    ...initialAnswers,
    ...(await defaultRegion(deps, given, present, terminal)),
    ...present,
  };
  const answers = terminal ? await askAnswers(deps, given, defaults) : { ...defaults, ...given };
  requireAnswers(answers, present);
  const { network, answered } = terminal
    ? await askAccount(deps, answers, givenNetwork, isNew ? {} : kept)
    : { network: givenNetwork, answered: undefined };

  const fresh = scaffold(answers, templates, project, kept);
  const edits = networkEdits(network);
  const wanted = isNew
    ? withKeys(fresh.get(flags.config) ?? '', flags.config, edits)
    : withAnswers(text, flags.config, answers, edits);
  requireValid(wanted, flags.config, 'Nothing was written.');

  const readmes = [...fresh].filter(([path]) => path !== flags.config && texts.get(path) === undefined);
  const backup = text === undefined || text === wanted ? undefined : await backUp(files, flags.config);
  const written = [...(text === wanted ? [] : [[flags.config, wanted] as const]), ...readmes];
  for (const [path, content] of written) await files.write(path, content);
  await provideSchema(files);
  const next = nextCommand({ host: kept.databaseHost, vendor: answers.database, answered });
  const paths = written.map(([path]) => path);
  deps.reporter.emit({
    type: 'result',
    data: { written: paths, backup, next },
    text: [
      paths.length === 0
        ? `Nothing to do: ${flags.config} has these answers.`
        : `Written:\n${paths.map((path) => `  ${path}`).join('\n')}`,
      ...(backup === undefined ? [] : [`The present ${flags.config} is kept as ${backup}.`]),
      `Next: ${next}`,
    ].join('\n'),
  });
}

/** Adds the environment to kc-eb.yaml. */
async function addEnvironment({ files, reporter }: Deps, flags: InitFlags, name: string): Promise<void> {
  const text = await files.read(flags.config);
  if (text === undefined) {
    throw new UserError('usage', `${flags.config} not found in ${files.root}.`, {
      hint: 'Run kc-eb init first.',
    });
  }
  const wanted = { name, environment: flags.environment };
  await files.write(flags.config, withEnvironment(text, flags.config, wanted, await files.templates()));
  const next = `kc-eb plan -e ${name}`;
  reporter.emit({
    type: 'result',
    data: { written: [flags.config], environment: name, next },
    text: `Written: ${flags.config}, with environment ${name}. Set there what differs.\nNext: ${next}`,
  });
}

function readFlags(flags: InitFlags): { given: Partial<Answers>; network: NetworkAnswers } {
  const given = Object.fromEntries(
    (Object.keys(questions) as (keyof Answers)[]).flatMap((name) =>
      flags[name] === undefined ? [] : [[name, flags[name]]],
    ),
  ) as Partial<Answers>;
  requireAnswers(given);
  const network = {
    ...(flags.vpc !== undefined && { vpc: flags.vpc }),
    ...(flags.certificate !== undefined && { certificate: flags.certificate }),
  };
  const problems = networkProblems(network);
  if (problems.length > 0) throw new UserError('usage', problems.join('\n'));
  return { given, network };
}

function exists({ files }: Deps, path: string): UserError {
  return new UserError('usage', `${path} already exists in ${files.root}. Nothing was written.`, {
    hint: 'Run kc-eb init on a terminal to change its answers, or kc-eb init --force to replace it; a copy is kept.',
  });
}

/** The region of the user's AWS settings, where neither a flag nor kc-eb.yaml has one. */
async function defaultRegion(
  { account, reporter }: Deps,
  given: Partial<Answers>,
  present: Present['answers'],
  terminal: boolean,
): Promise<Partial<Answers>> {
  if ((given.region ?? present.region) !== undefined) return {};
  const region = await account?.configuredRegion();
  if (region === undefined) {
    const text = `Region: ${initialAnswers.region}, since neither --region nor AWS_REGION nor a profile names one.`;
    if (!terminal) reporter.emit({ type: 'message', level: 'info', text });
    return {};
  }
  const why = regionProblem(region);
  if (why === undefined || !terminal) return { region };
  reporter.emit({
    type: 'message',
    level: 'warn',
    text: `The region of your AWS settings, "${region}", ${why}`,
  });
  return {};
}

/** `answered`: false when AWS gave nothing; undefined when it was not asked. */
async function askAccount(
  deps: Deps,
  answers: Answers,
  given: NetworkAnswers,
  present: Present['kept'],
): Promise<{ network: NetworkAnswers; answered: boolean | undefined }> {
  const { account } = deps;
  const isComplete = given.vpc !== undefined && given.certificate !== undefined;
  if (account === undefined || isComplete || isVariable(answers.region)) {
    return { network: given, answered: undefined };
  }
  const facts = await readAccount(deps, account, answers.region);
  const network = await askNetwork(deps, account, facts, { answers, given, present });
  return { network, answered: 'items' in facts.vpcs || 'items' in facts.certificates };
}
