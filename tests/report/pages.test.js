import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import axe from 'axe-core';
import { launch, open, settle } from './browser.js';

const url = name => pathToFileURL(join(process.env.PAGES, name)).href;
const taken = "document.title='taken'";
let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

describe('A page whose names and prompts are markup', () => {
    for (const name of ['hostile.html', 'hostile-reference.html']) {
        test(`${name} shows them as text, is silent, and asks nobody`, async () => {
            const { page, said, away, close } = await open(browser, url(name));
            assert.equal(await page.title(), `<script>${taken}</script>`);
            assert.equal(await page.textContent('h1'), `<script>${taken}</script>`);
            assert.deepEqual((await page.locator('article h2').allTextContents()).slice(0, 4), [
                `<script>${taken}<b>.jpg`, `" onerror="${taken}" x=".jpg`, '100% #1?&amp;.jpg', 'gone.jpg',
            ]);
            assert.equal(await page.textContent('article.several .prompt'), `</p></script><script>${taken}</script>`);
            assert.match(await page.textContent('.failures td'), /^'<script>.* <img src=x onerror=.*> failed\./);
            assert.equal(await page.evaluate(() => document.scripts.length), 1);
            assert.equal(await page.locator('[onerror], [x]:not(text, rect), b').count(), 0);
            await page.keyboard.press('End');
            await settle(page);
            assert.deepEqual(said, []);
            assert.deepEqual(away(), []);
            await close();
        });

        test(`${name} shows each image that is there, and words for those that are not`, async () => {
            const { page, close } = await open(browser, url(name));
            const articles = page.locator('article');
            assert.equal(await articles.count(), 7);
            for (const article of await articles.all()) {
                await article.scrollIntoViewIfNeeded();
                assert.ok(await settle(page) > 0);
            }

            assert.equal(await page.locator('img').count(), 3 * 2 + 1 + 2 * 2 + 1);
            const gone = articles.nth(3);
            assert.equal(await gone.locator('input').count(), 0);
            assert.match(await gone.locator('dl').textContent(), /photos\/gone\.jpg \(is not there any more\)/);
            assert.equal(await articles.last().locator('.nothing').textContent(), 'The result is not saved.');
            await close();
        });
    }

    test('lets nothing in that is not its own, whoever asks', async () => {
        const heard = [];
        const server = createServer((request, response) => { heard.push(request.url); response.end(); }).listen(0, '127.0.0.1');
        await once(server, 'listening');
        const { page, close } = await open(browser, url('hostile.html'));
        const refused = await page.evaluate(async elsewhere => {
            const script = document.createElement('script');
            script.textContent = "document.title = 'ran'";
            document.body.append(script);
            const image = new Image();
            const failed = new Promise(done => { image.onerror = () => done('image'); });
            image.src = `${elsewhere}/image`;
            return [await failed, await fetch(`${elsewhere}/fetch`, { mode: 'no-cors' }).then(() => 'fetched', () => 'fetch')];
        }, `http://127.0.0.1:${server.address().port}`);
        assert.deepEqual(refused, ['image', 'fetch']);
        assert.deepEqual(heard, []);
        assert.notEqual(await page.title(), 'ran');
        await close();
        server.close();
    });
});

describe('The slider', () => {
    const state = page => page.evaluate(() => {
        const input = document.querySelector('input');
        const before = input.parentElement.querySelector('.before');
        return {
            value: Number(input.value),
            words: input.getAttribute('aria-valuetext'),
            right: Number(/inset\(0px (?:calc\(100% - )?([\d.]+)%/.exec(getComputedStyle(before).clipPath)[1]),
        };
    });

    test('moves by mouse, to where the mouse is', async () => {
        const { page, close } = await open(browser, url('hostile.html'));
        const { x, y, width, height } = await page.locator('.compare').first().boundingBox();
        for (const share of [0.25, 0.8, 0, 1]) {
            await page.mouse.move(x + width / 2, y + height / 3);
            await page.mouse.down();
            await page.mouse.move(x + width * share, y + height / 3, { steps: 4 });
            await page.mouse.up();
            const { value, words } = await state(page);
            assert.ok(Math.abs(value - share * 100) <= 1, `${value} at ${share}`);
            assert.equal(words, `${value} % before`);
            const line = await page.locator('.compare i').first().boundingBox();
            assert.ok(Math.abs(line.x + 1 - (x + width * share)) < width / 100, `the line is at ${line.x}`);
        }

        await close();
    });

    test('moves by key, says so, and shows where the focus is', async () => {
        const { page, close } = await open(browser, url('hostile.html'));
        const input = page.getByRole('slider', { name: /^Before and after: <script>/ }).first();
        for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
        assert.ok(await input.evaluate(slider => slider === document.activeElement));
        assert.notEqual(await page.evaluate(() => getComputedStyle(document.querySelector('.compare i'), '::after').outlineStyle), 'none');

        const seen = [];
        for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'End', 'Home']) {
            await page.keyboard.press(key);
            seen.push(await state(page));
        }

        assert.deepEqual(seen.map(({ value }) => value), [51, 52, 51, 100, 0]);
        assert.deepEqual(seen.map(({ words }) => words), [51, 52, 51, 100, 0].map(value => `${value} % before`));
        await close();
    });
});

describe('Everybody can use it', () => {
    for (const options of [
        { colorScheme: 'light' },
        { colorScheme: 'dark' },
        { colorScheme: 'light', viewport: { width: 320, height: 640 } },
    ]) {
        test(`by the rules of axe, ${JSON.stringify(options)}`, async () => {
            const { page, close } = await open(browser, url('hostile.html'), options);
            await settle(page);
            await page.evaluate(() => { for (const details of document.querySelectorAll('details')) details.open = true; });
            await page.evaluate(axe.source);
            const { violations } = await page.evaluate(() => axe.run());
            assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
            assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
            await close();
        });
    }

    test('in the light and in the dark', async () => {
        const colours = await Promise.all(['light', 'dark'].map(async colorScheme => {
            const { page, close } = await open(browser, url('hostile.html'), { colorScheme });
            const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
            await close();
            return Number(/\d+/.exec(colour)[0]);
        }));
        assert.ok(colours[0] > 200 && colours[1] < 50, `${colours}`);
    });
});

describe('On paper', () => {
    // How many images are not there when the page has itself printed.
    const missingAtPrint = async (page, act) => {
        await page.evaluate(() => {
            window.missing = new Promise(done => { window.print = () => done([...document.images].filter(image => !image.naturalWidth).length); });
        });
        await act();
        return page.evaluate(() => window.missing);
    };

    for (const name of ['hostile.html', 'hostile-reference.html']) {
        test(`${name} has each photo beside its results, in dark on white`, async () => {
            const { page, said, close } = await open(browser, url(name), { colorScheme: 'dark' });
            if (name !== 'hostile.html') assert.equal(await missingAtPrint(page, () => page.keyboard.press('Control+p')), 0);
            const pdf = await page.pdf({ format: 'A4' });
            // Seven results and one photo; a browser may write the same bytes once.
            assert.ok(pdf.toString('latin1').split('/Subtype /Image').length - 1 >= 8);
            await page.emulateMedia({ media: 'print' });
            const { ink, pairs, hidden } = await page.evaluate(() => ({
                ink: Number(/\d+/.exec(getComputedStyle(document.body).color)[0]),
                pairs: [...document.querySelectorAll('figure:has(.before)')].map(figure => ['.before', '.after'].map(one => figure.querySelector(one).getBoundingClientRect().toJSON())),
                hidden: [...document.querySelectorAll('input, summary, button, article details')].filter(element => element.checkVisibility()).length,
            }));
            assert.ok(ink < 60, `${ink}`);
            assert.equal(hidden, 0);
            assert.equal(pairs.length, 5);
            for (const [photo, result] of pairs.slice(0, 4)) {
                assert.ok(photo.width > 100 && photo.right <= result.left && photo.top === result.top, JSON.stringify([photo, result]));
            }

            // The photo of two variations is there once.
            assert.equal(pairs[4][0].width, 0);
            assert.deepEqual(said, []);
            await close();
        });
    }

    test('prints linked images from the page once all are loaded', async () => {
        const { page, close } = await open(browser, url('hostile-reference.html'));
        assert.equal(await missingAtPrint(page, () => page.getByRole('button', { name: 'Load all and print' }).click()), 0);
        await close();
    });
});

describe('The chart of spending', () => {
    test('has a name, words and a table', async () => {
        const { page, close } = await open(browser, url('hostile.html'));
        const chart = page.getByRole('img', { name: 'Estimated cost by day and operation' });
        assert.equal(await chart.locator('rect').count(), 1);
        assert.match(await page.textContent('#chart-words'), /^\d+ \w+ \d{4}: \$0\.84 and 1 unpriced, enhance \$0\.84\.$/);
        await page.getByText('As a table').click();
        const cells = await page.getByRole('region', { name: 'Spending as a table' }).locator('td').allTextContents();
        assert.deepEqual(cells, ['$0.84', '1', '$0.84']);
        await close();
    });
});

describe('Three thousand images', () => {
    test('many.html has them all in it', async () => {
        const { page, said, away, close } = await open(browser, url('many.html'));
        assert.equal(await page.locator('article').count(), 3000);
        assert.equal(await page.evaluate(() => [...document.images].filter(image => image.naturalWidth > 0).length), 6000);
        assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('article')).contentVisibility), 'auto');
        assert.deepEqual(said, []);
        assert.deepEqual(away(), []);
        await close();
    });

    test('many-reference.html loads what is near, and lets go of what is not', async () => {
        const { page, said, away, close } = await open(browser, url('many-reference.html'));
        assert.equal(await page.locator('article').count(), 3000);
        const most = [await settle(page)];
        await page.mouse.move(640, 450);
        for (let i = 0; i < 10; i++) {
            await page.mouse.wheel(0, 800);
            most.push(await settle(page));
        }

        for (const share of [0.25, 0.5, 0.75, 1]) {
            await page.evaluate(part => scrollTo(0, document.documentElement.scrollHeight * part), share);
            most.push(await settle(page));
        }

        assert.ok(Math.min(...most) > 0 && Math.max(...most) < 60, `${most}`);
        await page.locator('article').last().scrollIntoViewIfNeeded();
        await settle(page);
        assert.equal(await page.locator('article:last-of-type img[src]').count(), 2);
        await page.waitForFunction(() => !document.querySelector('article img').src);
        assert.deepEqual(said, []);
        assert.deepEqual(away(), []);
        await close();
    });
});
