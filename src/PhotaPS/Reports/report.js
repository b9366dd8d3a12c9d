'use strict';
{
    // An image that is in the page more than once is written once; the others name it.
    for (const image of document.querySelectorAll('img[data-copy]')) image.src = document.getElementById(image.dataset.copy).src;

    // Browsers ignore loading="lazy" for local files: they load them all at once and keep them.
    const links = [...document.querySelectorAll('img[data-src]')];
    const load = image => { image.src = image.dataset.src; };
    const near = new IntersectionObserver(changes => {
        for (const { target, isIntersecting } of changes) {
            for (const image of target.querySelectorAll('img[data-src]')) {
                if (isIntersecting) load(image);
                else image.removeAttribute('src');
            }
        }
    }, { rootMargin: '100% 0px' });
    for (const article of new Set(links.map(image => image.closest('article')))) near.observe(article);

    const tables = document.querySelectorAll('.spending details');
    addEventListener('beforeprint', () => {
        links.forEach(load);
        for (const table of tables) table.open = true;
    });

    // A browser prints what it has, and does not wait for images that beforeprint asks for.
    const printAll = async () => {
        near.disconnect();
        links.forEach(load);
        await Promise.allSettled(links.map(image => image.decode()));
        print();
    };
    document.getElementById('print')?.addEventListener('click', printAll);
    document.addEventListener('keydown', event => {
        if (links.length === 0 || event.key !== 'p' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        printAll();
    });

    document.addEventListener('input', ({ target }) => {
        target.parentElement.style.setProperty('--at', `${target.value}%`);
        target.setAttribute('aria-valuetext', `${target.value} % before`);
    });
}
