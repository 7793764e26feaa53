/** Addresses that are counted by themselves; everything else is one label, or a crawler would fill the memory. */
const KNOWN = new Set([
  '/',
  '/about',
  '/clip',
  '/continue',
  '/doctor',
  '/import',
  '/jobs',
  '/journey',
  '/me',
  '/paste',
  '/catalog',
  '/quality',
  '/taste',
  '/auth/spotify',
  '/auth/callback',
  '/api/clip',
  '/api/health',
  '/api/import',
  '/api/ready',
  '/api/recommend',
  '/api/journey',
  '/metrics',
])
const PREFIXES: [prefix: string, label: string][] = [
  ['/api/trpc/', '/api/trpc'],
  ['/t/', '/t/:id'],
  ['/p/', '/p/:id'],
  ['/jobs/', '/jobs/:id'],
  ['/build/', '/build'],
  ['/sandbox/', '/sandbox'],
]

/** The label of a path in the metrics. */
export function routeLabel(path: string): string {
  if (KNOWN.has(path)) return path
  return PREFIXES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'other'
}
