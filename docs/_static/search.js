// A page that was opened from a file can't fetch the others, from which a hit's lines come. So their
// texts come as a script, and what Sphinx's search fetches is taken from there.
if (location.protocol === "file:") {
  const texts = new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = "texts.js";
    script.onload = () => resolve(window.TEXTS);
    document.head.append(script);
  });
  window.fetch = async (page) => {
    const name = page.replace(/^\.\//, "");
    return { text: async () => `<main role="main">${(await texts)[name]}</main>` };
  };
}
