/** What our bundles take a file that is no code for. @type {Record<string, import('esbuild').Loader>} */
export const FILE_LOADERS = { '.sql': 'text', '.adts': 'binary' }
