"""Centre lines and control limits. Rows are series, columns the points of one part, nan is missing.

In every formula the baseline is the points within the freeze that are not excluded; sums and means skip the missing.
Limits are centre line ± 3 sigma, the 2-sigma lines centre line ± 2 sigma. Where no limit can be drawn it is nan.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from measures.spc.runs import Bools, Floats, largest, medians
from measures.spc.spread import (
    D2,
    D4,
    D4_PRIME,
    c4,
    mean_range,
    row_means,
    row_sums,
    screened_mean,
    subgroup_spread,
)

# Making Data Count writes the factor out to two decimals, where 3 / 1.128 is 2.65957...
MDC_FACTOR = 2.66

# Times between events are drawn like a normal process when raised to this power: Nelson (1994), Montgomery p. 325.
T_POWER = 3.6

# The median of a geometric distribution, in means.
G_MEDIAN = 0.693


@dataclass(frozen=True, slots=True)
class Data:
    """One part of many series.

    y: what is plotted (values or ratios). top: the numerators, or the values again. n: denominators or subgroup
    sizes, None when there are none. sd: standard deviations of subgroups. All series by points, nan missing.
    used, base: by point, whether it is not excluded, and whether it belongs to the baseline.
    """

    y: Floats
    top: Floats
    n: Floats | None
    sd: Floats | None
    used: Bools
    base: Bools


@dataclass(frozen=True, slots=True)
class Settings:
    """centre: a given centre line. screened: large moving ranges are left out of the spread."""

    centre: float | None
    screened: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """y: what is plotted. used: as in `Data`; fewer on an MR chart. cl, scale: one a series (`scale`: largest value).

    limits: lcl, ucl, lcl_95, ucl_95, each series by points or series by 1; None for a run chart.
    """

    y: Floats
    used: Bools
    cl: Floats
    scale: Floats
    limits: tuple[Floats, Floats, Floats, Floats] | None


def draw(chart: str, data: Data, settings: Settings) -> Lines:
    """The lines of one part of a chart of this kind."""
    with np.errstate(all="ignore"):
        return _FORMULAS[chart](data, settings)


def _given(centre: float | None, computed: Floats) -> Floats:
    return computed if centre is None else np.full_like(computed, centre)


def _around(data: Data, cl: Floats, sigma: Floats, low: float = -np.inf, high: float = np.inf) -> Lines:
    """cl ± 3 sigma and cl ± 2 sigma, no lower than `low` and no higher than `high`. sigma: series by points or 1."""
    middle = cl[:, None]
    found = (middle - 3 * sigma, middle + 3 * sigma, middle - 2 * sigma, middle + 2 * sigma)
    lcl, ucl, lcl_95, ucl_95 = (np.clip(line, low, high) for line in found)
    return Lines(data.y, data.used, cl, largest(data.y[:, data.base]), (lcl, ucl, lcl_95, ucl_95))


def _run(data: Data, settings: Settings) -> Lines:
    """Run chart: the median of the values (of a ratio: the median of the ratios)."""
    baseline = data.y if data.base.all() else data.y[:, data.base]
    median, scale = medians(baseline)
    return Lines(data.y, data.used, _given(settings.centre, median), scale, None)


def _i(data: Data, settings: Settings) -> Lines:
    """I chart: CL = mean, sigma = mean moving range / 1.128. Source: Montgomery 6.33, as in qicharts2."""
    baseline = data.y[:, data.base]
    sigma = mean_range(baseline, screened=settings.screened) / D2
    return _around(data, _given(settings.centre, row_means(baseline)), sigma[:, None])


def _xmr(data: Data, settings: Settings) -> Lines:
    """XmR chart: CL = mean, limits CL ± 2.66 mean moving range. Source: NHS England, Making Data Count."""
    baseline = data.y[:, data.base]
    sigma = MDC_FACTOR / 3 * mean_range(baseline, screened=settings.screened)
    return _around(data, _given(settings.centre, row_means(baseline)), sigma[:, None])


def _mr(data: Data, settings: Settings) -> Lines:
    """MR chart: |y_i - y_(i-1)|, CL = mean range, UCL = 3.267 CL, LCL = 0. Source: as in qicharts2.

    Both ranges that use an excluded value are left out, where qicharts2 leaves out only the one that ends at it.
    """
    ranges = np.full_like(data.y, np.nan)
    ranges[:, 1:] = np.abs(np.diff(data.y, axis=1))
    used = data.used.copy()
    used[1:] &= data.used[:-1]
    baseline = ranges[:, data.base & used]
    cl = _given(settings.centre, row_means(baseline))
    nothing = np.zeros((len(cl), 1))
    upper = D4 * cl[:, None]
    return Lines(ranges, used, cl, largest(baseline), (nothing, upper, nothing, upper / 3 * 2))


def _ip(data: Data, settings: Settings) -> Lines:
    """I prime chart: CL = sum(y n) / sum(n), sigma_i = mean(s) / sqrt(n_i), with
    s_i = sqrt(pi / 2) |y_i - y_(i-1)| / sqrt(1 / n_i + 1 / n_(i-1)), screened at 3.2665 times their mean.

    Without denominators every n is 1. Source: Taylor W (2018) "Normalized individuals chart", as in qicharts2, but
    for freeze and exclusion, which here hold for the spread too.
    """
    n = np.where(np.isnan(data.y), np.nan, 1.0) if data.n is None else data.n
    y, sizes = data.y[:, data.base], n[:, data.base]
    cl = _given(settings.centre, row_sums(y * sizes) / row_sums(sizes))
    share = np.sqrt(1 / sizes[:, 1:] + 1 / sizes[:, :-1])
    differences = np.sqrt(np.pi / 2) * np.abs(np.diff(y, axis=1)) / share
    spread = screened_mean(differences, D4_PRIME, screened=settings.screened)
    spread = np.where(np.isnan(mean_range(y, screened=False)), np.nan, spread)
    return _around(data, cl, spread[:, None] * np.sqrt(1 / n))


def _pooled(data: Data, settings: Settings) -> tuple[Floats, Floats]:
    """CL = sum of numerators / sum of denominators; and the denominators."""
    assert data.n is not None
    cl = row_sums(data.top[:, data.base]) / row_sums(data.n[:, data.base])
    return _given(settings.centre, cl), data.n


def _laney(data: Data, cl: Floats, sigma: Floats, settings: Settings) -> Floats:
    """sigma times sigma_z: the mean moving range of z = (y - CL) / sigma over the baseline, / 1.128, screened.

    Source: Laney DB (2002) "Improved control charts for attributes", Quality Engineering 14(4): 531-537. Not floored
    at 1: data that vary less than chance alone narrow the limits.
    """
    distance = data.y - cl[:, None]
    near = np.abs(distance) <= 64 * np.finfo(np.float64).eps * np.abs(cl[:, None])
    z = np.where(near, 0.0, distance) / sigma
    sigma_z = mean_range(z[:, data.base], screened=settings.screened) / D2
    found: Floats = sigma * sigma_z[:, None]
    return found


def _p(data: Data, settings: Settings) -> Lines:
    """P chart: sigma_i = sqrt(CL (1 - CL) / n_i), limits within 0 and 1. Source: Montgomery 7.8."""
    cl, n = _pooled(data, settings)
    return _around(data, cl, np.sqrt((cl * (1 - cl))[:, None] / n), 0, 1)


def _pp(data: Data, settings: Settings) -> Lines:
    """P prime chart: as P, sigma widened by Laney's sigma_z."""
    cl, n = _pooled(data, settings)
    return _around(data, cl, _laney(data, cl, np.sqrt((cl * (1 - cl))[:, None] / n), settings), 0, 1)


def _u(data: Data, settings: Settings) -> Lines:
    """U chart: sigma_i = sqrt(CL / n_i), limits not below 0. Source: Montgomery 7.19."""
    cl, n = _pooled(data, settings)
    return _around(data, cl, np.sqrt(cl[:, None] / n), 0)


def _up(data: Data, settings: Settings) -> Lines:
    """U prime chart: as U, sigma widened by Laney's sigma_z."""
    cl, n = _pooled(data, settings)
    return _around(data, cl, _laney(data, cl, np.sqrt(cl[:, None] / n), settings), 0)


def _c(data: Data, settings: Settings) -> Lines:
    """C chart: CL = mean count, sigma = sqrt(CL), limits not below 0. Source: Montgomery 7.17."""
    cl = _given(settings.centre, row_means(data.y[:, data.base]))
    return _around(data, cl, np.sqrt(cl)[:, None], 0)


def _g(data: Data, settings: Settings) -> Lines:
    """G chart of opportunities between events: limits m ± 3 sqrt(m (m + 1)) around the mean m, not below 0; the line
    drawn is the median, or 0.693 m when m is given. Source: Benneyan (2001); Montgomery p. 319; as in qicharts2."""
    baseline = data.y[:, data.base]
    mean = _given(settings.centre, row_means(baseline))
    lines = _around(data, mean, np.sqrt(mean * (mean + 1))[:, None], 0)
    drawn = medians(baseline)[0] if settings.centre is None else G_MEDIAN * mean
    return Lines(lines.y, lines.used, drawn, lines.scale, lines.limits)


def _t(data: Data, settings: Settings) -> Lines:
    """T chart of times between events (> 0): an I chart of y^(1/3.6), its lines raised to 3.6.

    The lower limit is 0 where it is less than that or unknown; a 2-sigma line below 0 is not drawn. A given centre
    line is on the scale of the times. Source: Nelson LS (1994), Journal of Quality Technology 26: 239; as in
    qicharts2.
    """
    root = data.y ** (1 / T_POWER)
    centre = None if settings.centre is None else settings.centre ** (1 / T_POWER)
    like_normal = _i(
        Data(root, root, None, None, data.used, data.base), Settings(centre=centre, screened=settings.screened)
    )
    assert like_normal.limits is not None
    lcl, ucl, lcl_95, ucl_95 = like_normal.limits
    back = (np.where(lcl > 0, lcl, 0), ucl, lcl_95, ucl_95)
    lower, upper, lower_95, upper_95 = (line**T_POWER for line in back)
    return Lines(
        data.y,
        data.used,
        like_normal.cl**T_POWER,
        largest(data.y[:, data.base]),
        (lower, upper, lower_95, upper_95),
    )


def _xbar(data: Data, settings: Settings) -> Lines:
    """Xbar chart of subgroup means: CL = sum(n mean) / sum(n), limits CL ± A3 s, A3 = 3 / (c4 sqrt(n_i)).

    s: `subgroup_spread`. Source: Montgomery 6.30, as in qicharts2.
    """
    assert data.n is not None
    assert data.sd is not None
    y, n = data.y[:, data.base], data.n[:, data.base]
    cl = _given(settings.centre, row_sums(y * n) / row_sums(np.where(np.isnan(y), np.nan, n)))
    spread = subgroup_spread(data.sd, data.n, data.base)
    return _around(data, cl, spread[:, None] / (c4(data.n) * np.sqrt(data.n)))


def _s(data: Data, settings: Settings) -> Lines:
    """S chart of subgroup standard deviations: CL = s, limits CL ± 3 CL sqrt(1 - c4^2) / c4, not below 0.

    s: `subgroup_spread`. Source: Montgomery 6.27 (B3 and B4), as in qicharts2.
    """
    assert data.n is not None
    assert data.sd is not None
    cl = _given(settings.centre, subgroup_spread(data.sd, data.n, data.base))
    factor = c4(data.n)
    plotted = Data(data.sd, data.sd, data.n, data.sd, data.used, data.base)
    return _around(plotted, cl, cl[:, None] * np.sqrt(1 - factor**2) / factor, 0)


_FORMULAS: dict[str, Callable[[Data, Settings], Lines]] = {
    "run": _run,
    "xmr": _xmr,
    "i": _i,
    "mr": _mr,
    "ip": _ip,
    "p": _p,
    "pp": _pp,
    "u": _u,
    "up": _up,
    "c": _c,
    "g": _g,
    "t": _t,
    "xbar": _xbar,
    "s": _s,
}
