using Converge.Testing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Dashboard;

/// <summary>What can be said of the look of pages without having a taste. The pictures are for people: artifacts/screenshots.</summary>
[Collection(DashboardGroup.Name)]
public sealed class LookTests(DashboardServer server)
{
    private const int Narrow = 390;
    private const int Wide = 1600;
    private const int Longest = 2400;

    [ProgramFact("chromium", "git")]
    public Task Pages_fit_and_can_be_read_in_the_light() => LookAsync(Wide, ColorScheme.Light);

    [ProgramFact("chromium", "git")]
    public Task Pages_fit_and_can_be_read_in_the_dark() => LookAsync(Wide, ColorScheme.Dark);

    [ProgramFact("chromium", "git")]
    public Task Pages_fit_a_telephone_in_the_light() => LookAsync(Narrow, ColorScheme.Light);

    [ProgramFact("chromium", "git")]
    public Task Pages_fit_a_telephone_in_the_dark() => LookAsync(Narrow, ColorScheme.Dark);

    private async Task LookAsync(int width, ColorScheme scheme)
    {
        var (problems, kind) = (new List<string>(), $"{(width == Wide ? "wide" : "narrow")}-{scheme.ToString().ToLowerInvariant()}");
        var stranger = await server.OpenAsync(width: width, scheme: scheme);
        await LookAsync(stranger, "login", "/login", kind, problems);
        var page = await server.OpenAsync(server.Operator, width: width, scheme: scheme);
        foreach (var (name, path) in server.Pages)
            await LookAsync(page, name, path, kind, problems);
        problems.ShouldBeEmpty();
    }

    private static async Task LookAsync(IPage page, string name, string path, string kind, List<string> problems)
    {
        await page.GotoAsync(path);
        foreach (var problem in await page.EvaluateAsync<string[]>(Inspection))
            problems.Add($"{name} {kind}: {problem}");
        var folder = Path.Combine(SourceTree.Root, "artifacts", "screenshots");
        var size = await page.EvaluateAsync<float[]>("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]");
        // The end of a long list looks like its beginning.
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{kind}.png"), FullPage = true, Clip = new() { Width = size[0], Height = Math.Min(size[1], Longest) } });
    }

    /// <summary>Names, labels, headings, contrast and width, as far as a page tells them itself.</summary>
    private const string Inspection = """
        () => {
          const problems = [];
          const say = (text, element) => problems.push(`${text}: ${element.outerHTML.slice(0, 140)}`);
          if (document.documentElement.scrollWidth > innerWidth) {
            problems.push(`wider than the window: ${document.documentElement.scrollWidth} > ${innerWidth}`);
            for (const one of document.querySelectorAll('main *')) if (one.getBoundingClientRect().right > innerWidth + 1 && problems.length < 6) say('too wide', one);
          }
          if (!document.documentElement.lang) problems.push('the language is not told');
          const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
          for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) problems.push(`two are called ${id}`);
          for (const one of document.querySelectorAll('[aria-labelledby], [aria-describedby], [aria-controls]'))
            for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls']) if (one.hasAttribute(name) && !document.getElementById(one.getAttribute(name))) say(`${name} leads nowhere`, one);
          for (const one of document.querySelectorAll('input:not([type=hidden]), select, textarea')) if (!one.labels.length && !one.getAttribute('aria-label')) say('no label', one);
          for (const one of document.querySelectorAll('a, button, summary')) if (!one.textContent.trim() && !one.getAttribute('aria-label')) say('no name', one);
          for (const one of document.querySelectorAll('th')) if (!one.scope) say('no scope', one);
          let level = 0;
          for (const one of document.querySelectorAll('h1, h2, h3, h4')) {
            const next = +one.tagName[1];
            if (next > level + 1) say(`level ${next} after ${level}`, one);
            level = next;
          }
          const parse = text => { const all = text.match(/[\d.]+/g).map(Number); return text.startsWith('color(') ? [all[0] * 255, all[1] * 255, all[2] * 255, all[3] ?? 1] : [all[0], all[1], all[2], all[3] ?? 1]; };
          const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
          const light = colour => { const [r, g, b] = colour.map(part => (part /= 255) <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
          const seen = new Set();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const one = walker.currentNode.parentElement;
            if (!walker.currentNode.nodeValue.trim() || !one.checkVisibility() || one.closest('.hidden, .skip, .fresh')) continue;
            const layers = [];
            for (let at = one; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
            const back = layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
            const style = getComputedStyle(one), ink = over(parse(style.color), back);
            const [a, b] = [light(ink), light(back)].sort((x, y) => y - x);
            const ratio = (a + .05) / (b + .05), needed = parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
            const key = `${style.color} ${back}`;
            if (ratio < needed && !seen.has(key)) { seen.add(key); say(`contrast ${ratio.toFixed(2)}`, one); }
          }
          return problems;
        }
        """;
}
