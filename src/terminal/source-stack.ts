/** Stacks of the bundled program, by its source maps. */
import type { SourceMap, SourceMapPayload } from 'node:module';

/**
 * Replaces the places of bundled files with those in their sources. Node's own setting would read every source map at each
 * start. https://nodejs.org/api/module.html#class-modulesourcemap
 */
export function sourceStack(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  return stack.replaceAll(
    /(file:\/\/[^\s()]+\.js):(\d+):(\d+)/g,
    (place, url: string, line: string, column: string) => {
      if (!maps.has(url)) maps.set(url, readMap(url));
      const entry = maps.get(url)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (entry === undefined || !('originalSource' in entry)) return place;
      const source = new URL(entry.originalSource, url);
      return `${source.href}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    },
  );
}

function readMap(url: string): SourceMap | undefined {
  try {
    // Loaded for a stack only: few runs have one.
    const { readFileSync } = process.getBuiltinModule('node:fs');
    const { SourceMap } = process.getBuiltinModule('node:module');
    return new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8')) as SourceMapPayload);
  } catch {
    // A file of Node.js, or one without a map.
    return undefined;
  }
}
