/** Disks without room: writes of the state get the system's error ENOSPC. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const real = fs.openSync;
const disks = new Map<string, FullDisk>();

/** Replaces the disk below `folder` until `end`. */
export class FullDisk {
  readonly #folder: string;
  /** Files of the state that were opened to write. */
  #writes = 0;
  /** Selects the writes that fail, by their number from 1 on. */
  #fails: (write: number) => boolean = () => false;

  constructor(folder: string) {
    this.#folder = folder;
    if (disks.size === 0) replaceOpen(openOnDisks);
    disks.set(folder, this);
  }

  /** The disk is full from this write on, counted from now, for some milliseconds. Returns whether it was full. */
  fillAt(first: number, milliseconds: number): () => boolean {
    this.#writes = 0;
    let end: number | undefined;
    this.#fails = (write) => {
      if (write < first) return false;
      end ??= Date.now() + milliseconds;
      return Date.now() < end;
    };
    return () => end !== undefined;
  }

  fill(): void {
    this.#fails = () => true;
  }

  empty(): void {
    this.#fails = () => false;
  }

  end(): void {
    disks.delete(this.#folder);
    if (disks.size === 0) replaceOpen(real);
  }

  open(path: string): void {
    this.#writes += 1;
    if (!this.#fails(this.#writes)) return;
    throw Object.assign(new Error(`ENOSPC: no space left on device, open '${path}'`), {
      ...{ code: 'ENOSPC', errno: -28, syscall: 'open', path },
    });
  }
}

const openOnDisks: typeof fs.openSync = (path, flags, mode) => {
  const name = String(path);
  if (name.endsWith('.new')) {
    for (const [folder, disk] of disks) if (name.startsWith(`${folder}/`)) disk.open(name);
  }
  return real(path, flags, mode);
};

function replaceOpen(open: typeof fs.openSync): void {
  fs.openSync = open;
  syncBuiltinESMExports();
}
