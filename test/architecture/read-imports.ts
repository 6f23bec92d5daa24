/** Imports and global names of a source file, by TypeScript's own parser. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

export interface Import {
  /** "src/deploy/plan.ts" for files of ours, "zod" or "node:fs" for others. */
  target: string;
  /** `type`: gone when compiled. `dynamic`: import() at run time. */
  kind: 'value' | 'type' | 'dynamic';
  /** Named imports, by their exported names; empty for other forms. */
  names: readonly string[];
}

export interface Source {
  /** Relative to the project, with "/". */
  path: string;
  lines: number;
  imports: readonly Import[];
  /** Property accesses and calls on global names, as written: "process.env", "Date.now", "new Date()". */
  globals: ReadonlySet<string>;
}

/** All of src/. */
export function readSources(): Source[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readSource(posix.join('src', name)));
}

function readSource(path: string): Source {
  const text = readFileSync(join(process.cwd(), path), 'utf8');
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const globals = new Set<string>();
  const visit = (node: ts.Node): void => {
    const found = importOf(node, path);
    if (found !== undefined) imports.push(found);
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      globals.add(`${node.expression.text}.${node.name.text}`);
    }
    if (ts.isNewExpression(node) && node.getText() === 'new Date()') globals.add('new Date()');
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) globals.add(node.expression.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { path, lines: text.trimEnd().split('\n').length, imports, globals };
}

function importOf(node: ts.Node, path: string): Import | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const kind = isTypeOnly(node.importClause) ? 'type' : 'value';
    return { target: resolve(node.moduleSpecifier.text, path), kind, names: namesOf(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return {
      target: resolve(node.moduleSpecifier.text, path),
      kind: node.isTypeOnly ? 'type' : 'value',
      names: [],
    };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    const { literal } = node.argument;
    return ts.isStringLiteral(literal)
      ? { target: resolve(literal.text, path), kind: 'type', names: [] }
      : undefined;
  }
  const [argument] = ts.isCallExpression(node) ? node.arguments : [];
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    if (argument === undefined || !ts.isStringLiteral(argument))
      throw new Error(`${path}: import() needs a literal`);
    return { target: resolve(argument.text, path), kind: 'dynamic', names: [] };
  }
  return undefined;
}

function namesOf(clause: ts.ImportClause | undefined): string[] {
  const bindings = clause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
  return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = clause;
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

function resolve(specifier: string, from: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier;
}
