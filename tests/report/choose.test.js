import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import { launch, open, settle } from './browser.js';

let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

/** Serves a page to choose on; `end` is what came of it, and by then its process is over. */
async function serve(groups, variations) {
    const child = spawn('dotnet', [process.env.CHOOSE, join(process.env.PAGES, `${groups}x${variations}`), groups, variations], { stdio: ['ignore', 'pipe', 'inherit'] });
    const over = once(child, 'exit');
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value: url } = await lines.next();
    const end = lines.next().then(async ({ value }) => {
        await over;
        return value?.startsWith('{') ? JSON.parse(value) : value;
    });
    return { url, end, stop: () => child.kill() };
}

async function start(groups, variations, options) {
    const served = await serve(groups, variations);
    const opened = await open(browser, served.url, options);
    await settle(opened.page);
    return { ...served, ...opened };
}

const states = page => page.locator('.variation').evaluateAll(all => all.map(one => one.dataset.is));
const sum = page => page.locator('#sum').textContent();

describe('The page to choose on', () => {
    test('is chosen on by keys alone', async () => {
        const { page, said, end, close, url } = await start(3, 4);
        assert.equal(await sum(page), '0 kept · 0 rejected · 3 of 3 undecided');
        for (const key of ['2', 'Enter', 'ArrowRight', 'k', 'ArrowRight', 'ArrowRight', 'k', 'ArrowLeft', 'x', 'ArrowDown', 'x']) await page.keyboard.press(key);
        assert.deepEqual(await states(page), ['passed', 'keep', 'passed', 'passed', 'passed', 'keep', 'reject', 'keep', 'reject', '', '', '']);
        assert.equal(await sum(page), '3 kept · 6 rejected · 1 of 3 undecided');

        // What is pressed twice is taken back.
        for (const key of ['x', 'ArrowUp', '2', '2']) await page.keyboard.press(key);
        assert.deepEqual((await states(page)).slice(4), ['passed', 'keep', 'reject', 'keep', '', '', '', '']);
        for (const key of ['ArrowDown', 'Enter', 'Enter']) await page.keyboard.press(key);
        assert.deepEqual(await end, { keep: ['0-2.jpg', '1-2.jpg', '1-4.jpg'], reject: ['0-1.jpg', '0-3.jpg', '0-4.jpg', '1-1.jpg', '1-3.jpg'] });
        await page.waitForFunction(() => !document.querySelector('main'));
        assert.match(await sum(page), /^3 kept, 5 rejected\. You can close this page\.$/);
        await assert.rejects(fetch(url));
        assert.deepEqual(said, []);
        await close();
    });

    test('is chosen on by touch', async () => {
        const { page, end, close } = await start(1, 2, { hasTouch: true, viewport: { width: 390, height: 800 } });
        await page.getByRole('button', { name: /^Keep .*variation 2$/ }).tap();
        await page.getByRole('button', { name: /^Reject .*variation 2$/ }).tap();
        await page.getByRole('button', { name: /^Keep .*variation 1$/ }).tap();
        await page.getByRole('button', { name: 'Done' }).tap();
        assert.deepEqual(await end, { keep: ['0-1.jpg'], reject: ['0-2.jpg'] });
        await close();
    });

    test('leaves alone what is not decided', async () => {
        const { page, end, close } = await start(2, 2);
        await page.getByRole('button', { name: 'Done' }).click();
        assert.deepEqual(await end, { keep: [], reject: [] });
        await close();
    });

    test('shows the same part of a photo and its variations, and no other photo\'s', async () => {
        const { page, close, stop } = await start(2, 2);
        const parts = () => page.locator('.frame img').evaluateAll(images => images.map(image => {
            const { transform, transformOrigin } = getComputedStyle(image);
            return `${transform} ${transformOrigin.replace(/[\d.]+/g, length => Math.round(length))}`;
        }));
        const { x, y, width, height } = await page.locator('.frame').nth(1).boundingBox();
        await page.mouse.click(x + width * 0.25, y + height * 0.75);
        const near = await parts();
        assert.match(near[0], /^matrix\(2\.5, /);
        assert.deepEqual([near[1], near[2]], [near[0], near[0]]);
        assert.match(near[3], /^matrix\(1, /);
        await page.mouse.move(x + width * 0.5, y + height * 0.5);
        const moved = await parts();
        assert.notEqual(moved[0], near[0]);
        assert.deepEqual([moved[1], moved[2]], [moved[0], moved[0]]);
        await page.keyboard.press('Shift+ArrowRight');
        assert.notEqual((await parts())[0], moved[0]);
        await page.keyboard.press('Escape');
        assert.match((await parts())[0], /^matrix\(1, /);
        stop();
        await close();
    });

    test('is the same after a reload, and closed when it is closed', async () => {
        const { page, end, close } = await start(2, 2);
        page.on('dialog', dialog => dialog.accept());
        await page.keyboard.press('1');
        await page.reload();
        await settle(page);
        assert.deepEqual(await states(page), ['keep', 'passed', '', '']);
        await close();
        assert.equal(await end, 'closed');
    });

    test('says so when nobody waits any more', async () => {
        const { page, end, close, stop } = await start(1, 2);
        stop();
        assert.equal(await end, undefined);
        await page.waitForFunction(() => document.getElementById('done').disabled);
        assert.equal(await sum(page), 'PowerShell no longer waits for this choice.');
        await close();
    });

    test('takes names and prompts as text, and asks nobody but its server', async () => {
        const { page, said, away, close, stop, url } = await start(1, 1);
        assert.equal(await page.title(), 'Choose images');
        assert.equal(await page.textContent('h2'), "<script>document.title='taken'<b>.jpg");
        assert.equal(await page.textContent('.prompt'), "</p></script><script>document.title='taken'</script>");
        assert.deepEqual(away().filter(asked => !asked.startsWith(url)), []);
        assert.deepEqual(said, []);
        await page.evaluate(() => {
            const script = document.createElement('script');
            script.textContent = "document.title = 'taken'";
            document.body.append(script);
        });
        assert.equal(await page.title(), 'Choose images');
        assert.equal(await page.evaluate(() => fetch('http://127.0.0.1:9/').then(() => 'asked', () => 'refused')), 'refused');
        assert.match(said.join('\n'), /Content Security Policy/);
        stop();
        await close();
    });

    for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { colorScheme: 'light', viewport: { width: 320, height: 640 } }]) {
        test(`can be used by everybody, by the rules of axe, ${JSON.stringify(options)}`, async () => {
            const { page, close, stop } = await start(2, 4, options);
            for (const key of ['2', 'ArrowRight', 'x']) await page.keyboard.press(key);
            await page.evaluate(axe.source);
            const { violations } = await page.evaluate(() => axe.run());
            assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
            assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
            if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `choose-${options.colorScheme}-${options.viewport?.width ?? 1280}.png`) });
            stop();
            await close();
        });
    }

    test('has three thousand photos, and holds those that are near', async () => {
        const { page, end, close } = await start(3000, 2);
        assert.equal(await page.locator('article').count(), 3000);
        const most = [];
        for (const share of [0.25, 0.5, 0.75, 1, 0]) {
            await page.evaluate(part => scrollTo(0, document.documentElement.scrollHeight * part), share);
            most.push(await settle(page));
        }

        assert.ok(Math.min(...most) > 0 && Math.max(...most) < 60, `${most}`);
        const took = await page.evaluate(async () => {
            const began = performance.now();
            for (let i = 0; i < 20; i++) {
                document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true }));
                document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
            }

            await new Promise(requestAnimationFrame);
            return (performance.now() - began) / 20;
        });
        assert.ok(took < 250, `a photo took ${took} ms`);
        await page.getByRole('button', { name: 'Done' }).click();
        const { keep, reject } = await end;
        assert.deepEqual([keep.length, reject.length, keep.at(-1)], [20, 20, '19-1.jpg']);
        await close();
    });
});
