/** The caches that a cache file or a template of one defines, each without the white space between its tags. */
export function cacheElements(xml: string): string[] {
  const text = xml.replace(/<!--[^]*?-->/g, '');
  const elements = text.match(/<((?:local|distributed|replicated|invalidation)-cache) [^]*?<\/\1>/g) ?? [];
  return elements.map((element) => element.replace(/>\s+</g, '><').replace(/\s+/g, ' '));
}
