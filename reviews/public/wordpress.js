// Speaks with WordPress, which hides the frame of an embed until it says how high it is.
(() => {
  const secret = /[#?&]secret=([a-zA-Z0-9]+)/.exec(location.hash);
  if (!secret || parent === window) return;
  const tell = (message, value) => parent.postMessage({ message, value, secret: secret[1] }, "*");
  const grow = () => tell("height", Math.ceil(document.querySelector("article").offsetHeight) + 2);
  addEventListener("load", grow);
  addEventListener("resize", grow);
  addEventListener("message", (event) => {
    if (event.source === parent && event.data && event.data.message === "ready") grow();
  });
  document.querySelector("a").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault(); // its sandbox lets no link out: the page around it follows it
    tell("link", event.currentTarget.href);
  });
})();
