import { chromium } from 'playwright-core';

/** Debian's Chromium, with nothing of its own to say to anyone. */
export const launch = () => chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
        '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
});

/** Opens a page, and keeps what it says to the console and asks the network for. */
export async function open(browser, url, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const said = [], asked = [];
    page.on('console', message => said.push(message.text()));
    page.on('pageerror', error => said.push(error.message));
    page.on('request', request => asked.push(request.url()));
    await page.goto(url);
    return { page, said, away: () => asked.filter(url => !/^(file|data):/.test(url)), close: () => context.close() };
}

/** Waits until every image that is in sight is there, and returns how many images are loaded in all. */
export function settle(page) {
    return page.waitForFunction(() => {
        const isSeen = ({ top, bottom }) => bottom > 0 && top < innerHeight;
        const seen = [...document.querySelectorAll('article')].filter(article => isSeen(article.getBoundingClientRect()));
        const images = seen.flatMap(article => [...article.querySelectorAll('img')]);
        return images.every(image => image.src && image.complete && image.naturalWidth > 0)
            && { loaded: document.querySelectorAll('img[src]').length };
    }).then(handle => handle.jsonValue()).then(found => found.loaded);
}
