/** Names of files and folders that a project collects and a deployment should not have. */
import { type FileFinding, warning } from './finding.ts';

const folders = new Map([
  ['.aws', 'credentials of an account'],
  ['.ssh', 'keys of SSH'],
  ['.gnupg', 'keys of GnuPG'],
  ['.kube', 'credentials of Kubernetes'],
  ['.docker', 'credentials of registries'],
  ['.terraform', 'state of Terraform'],
  ['.git', 'the history of a repository'],
  ['.hg', 'the history of a repository'],
  ['.svn', 'the history of a repository'],
  ['node_modules', 'packages of npm'],
  ['__macosx', 'copies of macOS'],
]);

/** The first row that matches counts. */
const files: readonly [names: RegExp, what: string][] = [
  [/^\.env(\..+)?$/i, 'variables, which often are secrets'],
  [/^\.(npmrc|netrc|pgpass|my\.cnf|htpasswd|pypirc|git-credentials|dockercfg|s3cfg|boto)$/i, 'credentials'],
  [/^\.(bash|zsh|psql|mysql)_history$/i, 'a history of commands'],
  [/^id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/i, 'a key of SSH'],
  [/\.(key|p8|ppk|kdbx|jks|keystore)$/i, 'keys'],
  [/\.(pem|p12|pfx)$/i, 'certificates or keys'],
  [/\.tfstate(\.backup)?$/i, 'state of Terraform, which has secrets'],
  [/\.(sql|dump|bak)(\.gz)?$/i, 'a copy of a database'],
];

/** Certificates have their own checks, and tools keep links to repositories in a file named .git. */
const certificateFile = /^certificates\/.*\.(pem|crt|cer|p12|pfx|pkcs12)$/i;

/** One warning for each folder of this kind, and for each file that is in none. */
export function unwantedNames(paths: readonly string[]): FileFinding[] {
  const inFolders = new Map<string, { what: string; count: number }>();
  const others: FileFinding[] = [];
  for (const path of paths) {
    const parts = path.split('/');
    const index = parts.findIndex((part) => folders.has(part.toLowerCase()));
    if (index >= 0) {
      const folder = parts.slice(0, index + 1).join('/');
      const what = folders.get((parts[index] ?? '').toLowerCase()) ?? '';
      inFolders.set(folder, { what, count: (inFolders.get(folder)?.count ?? 0) + 1 });
      continue;
    }
    const what = certificateFile.test(path)
      ? undefined
      : files.find(([names]) => names.test(parts.at(-1) ?? ''))?.[1];
    if (what !== undefined) others.push(warning(`${path} is deployed, and its name stands for ${what}.`));
  }
  const grouped = [...inFolders].map(([folder, { what, count }]) =>
    warning(
      `${folder} is deployed (${count} ${count === 1 ? 'file' : 'files'}), and its name stands for ${what}.`,
    ),
  );
  return [...grouped, ...others];
}
