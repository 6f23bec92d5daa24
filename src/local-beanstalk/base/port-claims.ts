/**
 * The owner of each TCP port: a file for the port in the user's state folder, with the project's folder as its text. A project keeps its ports while it is stopped. A claim ends with the project's state (kc-eb local reset).
 */
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { statePaths } from './state.ts';

/** https://specifications.freedesktop.org/basedir-spec/latest/ */
function claimsFolder(): string {
  const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return join(state, 'kc-eb', 'ports');
}

/** True when the port belongs to the project from now on; false when it is another project's. */
export function claimPort(projectFolder: string, port: number): boolean {
  const folder = claimsFolder();
  const own = join(folder, `${port}.${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(own, projectFolder);
  } catch (error) {
    // Without a writable home, what listens now must do.
    if (isCode(error, 'EACCES', 'EPERM', 'EROFS')) return true;
    throw error;
  }
  try {
    return linkClaim(own, join(folder, `${port}`), projectFolder);
  } finally {
    rmSync(own, { force: true });
  }
}

/** The folder of the project that owns the port; undefined for a free one. */
export function portOwner(port: number): string | undefined {
  const owner = readClaim(join(claimsFolder(), `${port}`));
  return owner !== undefined && isAlive(owner) ? owner : undefined;
}

function linkClaim(own: string, claim: string, projectFolder: string): boolean {
  for (;;) {
    try {
      // Atomic, with its text.
      linkSync(own, claim);
      return true;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    const owner = readClaim(claim);
    if (owner === projectFolder) return true;
    if (owner === undefined) continue;
    if (isAlive(owner)) return false;
    removeClaim(claim, `${own}.old`, owner);
  }
}

function isAlive(projectFolder: string): boolean {
  return existsSync(statePaths(projectFolder).folder);
}

/** Removes the claim of `owner` alone: another process may have replaced it by now. */
function removeClaim(claim: string, aside: string, owner: string): void {
  try {
    renameSync(claim, aside);
    if (readClaim(aside) !== owner) linkSync(aside, claim);
  } catch (error) {
    if (!isCode(error, 'ENOENT', 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readClaim(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}
