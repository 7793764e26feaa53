import { existsSync } from 'node:fs'

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * The browser of the system, or the one that CHROMIUM_PATH names; undefined where there is none, and Playwright may
 * have its own.
 * @returns {string | undefined}
 */
export const findChromium = () => process.env.CHROMIUM_PATH ?? PATHS.find((path) => existsSync(path))
