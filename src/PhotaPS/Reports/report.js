'use strict';
{
    // An image that is in the page more than once is written once; the others name it.
    const url = image => image.dataset.src.startsWith('#')
        ? document.getElementById(image.dataset.src.slice(1)).dataset.src
        : image.dataset.src;

    // Browsers ignore loading="lazy" for data URLs and local files: they load them all at once and keep them.
    const near = new IntersectionObserver(changes => {
        for (const { target, isIntersecting } of changes) {
            for (const image of target.querySelectorAll('img')) {
                if (isIntersecting) image.src = url(image);
                else image.removeAttribute('src');
            }
        }
    }, { rootMargin: '100% 0px' });
    for (const article of document.querySelectorAll('article')) near.observe(article);

    document.addEventListener('input', ({ target }) => {
        target.parentElement.style.setProperty('--at', `${target.value}%`);
        target.setAttribute('aria-valuetext', `${target.value} % before`);
    });
}
