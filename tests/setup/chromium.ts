import { findChromium } from '../../scripts/lib/chromium.mjs'

/** Nothing but the page under test talks to the network, and no sandbox is asked for that a container cannot give. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const executablePath = findChromium()

/** How Playwright starts the browser. */
export const launchOptions = { args, ...(executablePath ? { executablePath } : {}) }
