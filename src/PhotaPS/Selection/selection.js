'use strict';
{
    const articles = [...document.querySelectorAll('article')];
    const variations = [...document.querySelectorAll('.variation')];
    const groups = articles.map(article => [...article.querySelectorAll('.variation')]);
    const groupOf = new Map(groups.flatMap((group, i) => group.map(variation => [variation, i])));
    const done = document.getElementById('done');
    const sum = document.getElementById('sum');

    // A reload is no change of mind.
    const store = `choice of ${location.pathname}`;
    const choice = new Map(JSON.parse(sessionStorage.getItem(store) ?? '[]'));
    let isOver = false, isCut = false;

    const chosen = variation => choice.get(variation.dataset.image);

    // What is not chosen where another is kept is rejected with that.
    const verdict = variation => chosen(variation)
        ?? (groups[groupOf.get(variation)].some(other => chosen(other) === 'keep') ? 'passed' : undefined);

    const words = { keep: 'kept', reject: 'rejected', passed: 'rejected: another is kept' };

    const show = group => {
        for (const variation of group) {
            const is = verdict(variation);
            variation.dataset.is = is ?? '';
            variation.querySelector('.state').textContent = words[is] ?? '';
            variation.querySelector('.keep').setAttribute('aria-pressed', is === 'keep');
            variation.querySelector('.reject').setAttribute('aria-pressed', is === 'reject');
        }
    };

    const numbers = (...wanted) => variations.filter(variation => wanted.includes(verdict(variation))).map(variation => Number(variation.dataset.image));

    const showSum = () => {
        const open = groups.filter(group => group.some(variation => !verdict(variation))).length;
        sum.textContent = isCut ? 'PowerShell no longer waits for this choice.'
            : `${numbers('keep').length} kept · ${numbers('reject', 'passed').length} rejected · ${open} of ${groups.length} undecided`;
        done.disabled = isCut;
    };

    const choose = (variation, what) => {
        if (chosen(variation) === what) choice.delete(variation.dataset.image);
        else choice.set(variation.dataset.image, what);
        sessionStorage.setItem(store, JSON.stringify([...choice]));
        show(groups[groupOf.get(variation)]);
        showSum();
    };

    let current = variations[0];
    const go = variation => {
        if (!variation) return;
        current.tabIndex = -1;
        current = variation;
        current.tabIndex = 0;
        current.focus({ preventScroll: true });
        current.closest('article').scrollIntoView({ block: 'nearest' });
        current.scrollIntoView({ block: 'nearest' });
    };

    const step = by => {
        const group = groups[groupOf.get(current)];
        go(group[group.indexOf(current) + by]);
    };

    const leap = by => go(groups[groupOf.get(current) + by]?.[0]);

    // All images of a group show the same part.
    const zooms = new WeakMap();
    const zoom = (images, change) => {
        const is = { by: 1, x: 50, y: 50, ...zooms.get(images), ...change };
        is.by = Math.min(8, Math.max(1, is.by));
        is.x = Math.min(100, Math.max(0, is.x));
        is.y = Math.min(100, Math.max(0, is.y));
        zooms.set(images, is);
        images.style.setProperty('--zoom', is.by);
        images.style.setProperty('--x', `${is.x}%`);
        images.style.setProperty('--y', `${is.y}%`);
        images.classList.toggle('zoomed', is.by > 1);
    };

    const zoomOf = images => zooms.get(images) ?? { by: 1, x: 50, y: 50 };
    const place = ({ clientX, clientY }, frame) => {
        const { left, top, width, height } = frame.getBoundingClientRect();
        return { x: (clientX - left) / width * 100, y: (clientY - top) / height * 100 };
    };

    document.addEventListener('click', event => {
        const { target } = event;
        const variation = target.closest('.variation');
        if (target === done) return finish();
        if (target.matches('.keep, .reject')) return choose(variation, target.className);
        const frame = target.closest('.frame');
        if (variation) go(variation);
        if (!frame) return;
        const images = frame.closest('.images');
        zoom(images, zoomOf(images).by > 1 ? { by: 1 } : { by: 2.5, ...place(event, frame) });
    });

    document.addEventListener('pointermove', event => {
        const frame = event.target.closest?.('.frame');
        const images = frame?.closest('.zoomed');
        if (!images) return;
        if (event.pointerType === 'mouse') return zoom(images, place(event, frame));
        // A finger drags what is under it.
        const { by, x, y } = zoomOf(images);
        zoom(images, { x: x - event.movementX / frame.clientWidth / (by - 1) * 100, y: y - event.movementY / frame.clientHeight / (by - 1) * 100 });
    });

    document.addEventListener('wheel', event => {
        const frame = event.target.closest('.frame');
        // Two fingers on a trackpad are a wheel with Ctrl.
        if (!frame || !event.ctrlKey) return;
        event.preventDefault();
        const images = frame.closest('.images');
        zoom(images, { by: zoomOf(images).by * Math.exp(-event.deltaY / 200), ...place(event, frame) });
    }, { passive: false });

    const keys = {
        ArrowLeft: () => step(-1),
        ArrowRight: () => step(1),
        ArrowUp: () => leap(-1),
        ArrowDown: () => leap(1),
        Enter: () => groups[groupOf.get(current) + 1] ? leap(1) : done.focus(),
        k: () => choose(current, 'keep'),
        x: () => choose(current, 'reject'),
        z: images => zoom(images, { by: zoomOf(images).by > 1 ? 1 : 2.5 }),
        '+': images => zoom(images, { by: zoomOf(images).by * 1.5 }),
        '-': images => zoom(images, { by: zoomOf(images).by / 1.5 }),
        Escape: images => zoom(images, { by: 1 }),
    };

    const pans = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

    document.addEventListener('keydown', event => {
        if (isOver || !current || event.ctrlKey || event.altKey || event.metaKey) return;
        const images = current.closest('.images');
        const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
        const pan = event.shiftKey && images.classList.contains('zoomed') && pans[key];
        if (key === 'Enter' && event.target.matches('button')) return;
        if (pan) {
            const { x, y } = zoomOf(images);
            zoom(images, { x: x + pan[0] * 10, y: y + pan[1] * 10 });
        } else if (/^[1-9]$/.test(key)) {
            const variation = groups[groupOf.get(current)][key - 1];
            if (!variation) return;
            go(variation);
            choose(variation, 'keep');
        } else if (Object.hasOwn(keys, key)) {
            keys[key](images);
        } else {
            return;
        }

        event.preventDefault();
    });

    document.addEventListener('focusin', ({ target }) => {
        const variation = target.closest('.variation');
        if (!variation || variation === current) return;
        current.tabIndex = -1;
        current = variation;
        current.tabIndex = 0;
    });

    // Browsers keep every image that was ever shown, whatever loading="lazy" says.
    const near = new IntersectionObserver(changes => {
        for (const { target, isIntersecting } of changes) {
            for (const image of target.querySelectorAll('img')) {
                if (isIntersecting) image.src = image.dataset.src;
                else image.removeAttribute('src');
            }
        }
    }, { rootMargin: '100% 0px' });
    for (const article of articles) near.observe(article);

    // While this connection is open, so is the page.
    const line = new EventSource('open');
    const cut = is => {
        isCut = is;
        showSum();
    };
    line.onopen = () => cut(false);
    line.onerror = () => cut(true);

    addEventListener('beforeunload', event => {
        if (choice.size > 0 && !isOver && !isCut) event.preventDefault();
    });

    async function finish() {
        const keep = numbers('keep'), reject = numbers('reject', 'passed');
        done.disabled = true;
        try {
            const answer = await fetch('choice', { method: 'POST', body: JSON.stringify({ keep, reject }) });
            if (!answer.ok) throw new Error(`${answer.status}`);
        } catch {
            return cut(true);
        }

        isOver = true;
        line.close();
        sessionStorage.removeItem(store);
        sum.textContent = `${keep.length} kept, ${reject.length} rejected. You can close this page.`;
        done.remove();
        document.querySelector('main').remove();
    }

    groups.forEach(show);
    showSum();
    if (current) {
        current.tabIndex = 0;
        current.focus({ preventScroll: true });
    }
}
