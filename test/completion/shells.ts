/** Real shells complete a command line with the script of kc-eb. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completionScript } from '../../src/completion/script.ts';
import type { Shell } from '../../src/completion/shells.ts';
import { program } from '../../src/command-line.ts';

/** Programs of each shell: they source $SCRIPT and print what it offers for each line of $TYPED, then "end". */
const programs: Readonly<Record<Shell, string>> = {
  bash: `
    source "$SCRIPT"
    while IFS= read -r line; do
      # Readline splits a line at = too.
      read -ra COMP_WORDS <<< "\${line//=/ = }"
      [[ $line == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      _kc_eb
      printf '%s\\n' "\${COMPREPLY[@]}" end
    done <<< "$TYPED"`,
  // A terminal inside: zsh completes in its editor only. It must be ready before a key is sent.
  zsh: `
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell 'autoload -U compinit; compinit -D -u; source $SCRIPT'
    zpty -w shell 'compadd() { local -a found; builtin compadd -O found "$@"; print -rl -- $found >> $OUT; builtin compadd "$@" }'
    zpty -w shell 'PS1=REA"DY>"'
    zpty -r shell seen '*READY>*'
    for line in "\${(@f)TYPED}"; do
      zpty -w shell "$line"$'\\t\\025print end >> $OUT; print -n E"ND"'
      zpty -r shell seen '*END*READY>*'
    done
    cat $OUT`,
  fish: `
    source $SCRIPT
    for line in (string split \\n $TYPED)
      complete -C "$line" | string replace --regex '\\t.*' ''
      echo end
    end`,
};

/** Returns the sorted words for each line. */
export function complete(shell: Shell, lines: readonly string[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'kc-eb-completion-'));
  try {
    const [script, out] = [join(folder, 'script'), join(folder, '.out')];
    writeFileSync(script, completionScript(program, shell));
    for (const name of ['kc-eb.yaml', 'other.txt']) writeFileSync(join(folder, name), '');
    const text = execFileSync(shell, ['-c', programs[shell]], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 15_000,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...{ PATH: process.env['PATH'], HOME: folder, TERM: 'dumb', SCRIPT: script, OUT: out },
        TYPED: lines.join('\n'),
      },
    });
    const answers = text.split('end\n').slice(0, -1);
    return answers.map((words) => [...new Set(words.split('\n').filter((word) => word !== ''))].sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function isInstalled(shell: Shell): boolean {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
