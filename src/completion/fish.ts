/** https://fishshell.com/docs/current/completions.html */
import { type CompletedCommand, type CompletedFlag, type FlagValue, valueFlags } from './commands.ts';

export function fishScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of kc-eb for fish: kc-eb completion fish | source
function __kc_eb_is --argument-names wanted
    set -l command
    set -l skip 0
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if test $skip = 1
            set skip 0
            continue
        end
        switch "$command:$word"
            case ${valueFlags(commands)
              .map((name) => `'*:${name}'`)
              .join(' ')}
                set skip 1
${commands
  .filter(({ path }) => path.length > 0)
  .map(
    ({ path }) =>
      `            case '${path.slice(0, -1).join(' ')}:${path.at(-1) ?? ''}'\n                set command '${path.join(' ')}'\n`,
  )
  .join('')}        end
    end
    test "$command" = "$wanted"
end
complete -c kc-eb -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, flags, words }: CompletedCommand): string[] {
  const start = `complete -c kc-eb -n ${quoted(`__kc_eb_is '${path.join(' ')}'`)}`;
  return [
    ...words.map(({ name, description }) => `${start} -a ${quoted(name)} -d ${quoted(description)}`),
    ...flags.map((flag) => `${start} ${flagWords(flag)}`),
  ];
}

function flagWords({ names, description, value }: CompletedFlag): string {
  const forms = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [...forms, `-d ${quoted(description)}`, ...(value === undefined ? [] : [valueWords(value)])].join(
    ' ',
  );
}

function valueWords({ kind, choices }: FlagValue): string {
  const words = {
    text: `-x -a ${quoted(choices.join(' '))}`,
    file: '-r -F',
    folder: "-x -a '(__fish_complete_directories)'",
  } satisfies Record<FlagValue['kind'], string>;
  return words[kind];
}

/** Single quotes, in which fish reads \\' and \\\\ only. */
const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
