import { chromium } from '@playwright/test'
import { EventSource } from 'eventsource'
import { findChromium } from '../../scripts/lib/chromium.mjs'

/** @typedef {import('../../server/domain/job-event').JobEvent} JobEvent */
/** An event, and when it was there, in milliseconds since 1970. @typedef {{ event: JobEvent, receivedAt: number }} Told */

/**
 * Follows a job as any program does that reads server-sent events; `over` ends when the job does.
 * @param {string} url @param {string} job
 */
export function follow(url, job) {
  /** @type {Told[]} */
  const told = []
  const over = new Promise((resolve, reject) => {
    const input = encodeURIComponent(JSON.stringify({ id: job }))
    const source = new EventSource(`${url}/api/trpc/job.watch?input=${input}`)
    source.addEventListener('message', (/** @type {{ data: string }} */ { data }) => {
      const receivedAt = Date.now()
      told.push({ receivedAt, event: parse(data) })
    })
    source.addEventListener('return', () => {
      source.close()
      resolve(undefined)
    })
    source.addEventListener('serialized-error', ({ data }) => {
      source.close()
      reject(new Error(`The job could not be followed: ${String(data)}`))
    })
  })
  return { told, over }
}

/** @param {string} data */
function parse(data) {
  /** @type {unknown} */
  const event = JSON.parse(data)
  return /** @type {JobEvent} */ (event)
}

/** Runs in the page before its own scripts: notes each event once the page has painted what it says. */
function notePainted() {
  const noted = /** @type {{ told: Told[] }} */ (/** @type {unknown} */ (window))
  noted.told = []
  window.EventSource = class extends window.EventSource {
    /** @param {string | URL} url */
    constructor(url) {
      super(url)
      this.addEventListener('message', (/** @type {MessageEvent<string>} */ { data }) => {
        /** @type {unknown} */
        const parsed = JSON.parse(data)
        const event = /** @type {JobEvent} */ (parsed)
        requestAnimationFrame(() => setTimeout(() => noted.told.push({ receivedAt: Date.now(), event })))
      })
    }
  }
}

/** The pages of jobs in a browser. @param {string} url */
export async function openBrowser(url) {
  const executablePath = findChromium()
  const browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath && { executablePath }) })
  return {
    /** Opens the page of a job; `read` gives what it was told and has painted. @param {string} job */
    async open(job) {
      const page = await browser.newPage()
      await page.addInitScript(notePainted)
      await page.goto(`${url}/jobs/${job}`)
      return {
        /** @returns {Promise<Told[]>} */
        read: () =>
          page.evaluate(() => /** @type {{ told: Told[] }} */ (/** @type {unknown} */ (window)).told),
      }
    },
    close: () => browser.close(),
  }
}
