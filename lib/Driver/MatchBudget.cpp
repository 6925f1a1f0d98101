// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A budget grows with the width and with the size of feed-forward maps:
// bisection for each number of layers.
#include "MatchBudget.h"
#include "Error.h"
#include "Template.h"

#include "llvm/Support/Format.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

static constexpr double tolerance = 0.01;
static constexpr int64_t layersAround = 2;
static constexpr int64_t maxWidth = 1 << 16;

static llvm::Expected<double> getBudget(const analysis::Report &report,
                                        StringRef match) {
  relation::Formula formula = report.costs.parameters;
  if (match == "flops")
    formula = report.costs.total.getFlops();
  else if (match == "memory")
    formula = report.getPeakBytes();
  else if (match != "params")
    return fail(Exit::Usage,
                "expected --match to be params, flops or memory, but got `" +
                    match + "`");
  std::optional<relation::Wide> value = formula.at(report.sizes);
  if (!value)
    return fail(Exit::Usage, "expected --size with --match " + match);
  return double(*value);
}

namespace {
/// Looks for the template that comes nearest.
class Search {
public:
  Search(const Options &options, double wanted)
      : options(options), wanted(wanted) {}

  llvm::Error tryLayers(Template shape);
  bool isFound() const { return best <= tolerance; }

  double best = 1e300; ///< relative distance
  std::optional<Matched> found;

private:
  /// The budget of one template; keeps it if none came nearer.
  llvm::Expected<double> tryTemplate(const Template &shape);
  llvm::Expected<int64_t>
  findGreatest(int64_t last, llvm::function_ref<Template(int64_t)> getTemplate);

  const Options &options;
  const double wanted;
};
} // namespace

llvm::Expected<double> Search::tryTemplate(const Template &shape) {
  auto model = Model::parse(shape.getText(), options);
  if (!model)
    return model.takeError();
  auto analyzed = analyze(**model, options);
  if (!analyzed)
    return analyzed.takeError();
  llvm::Expected<double> budget = getBudget(analyzed->report, options.match);
  if (!budget)
    return budget.takeError();
  double distance = std::abs(*budget / wanted - 1);
  if (distance < best) {
    best = distance;
    found = Matched{std::move(*model), shape.getCommand()};
  }
  return *budget;
}

/// The greatest number within the budget, which grows with it; 0 if there is
/// none. Doubles first: great models take long.
llvm::Expected<int64_t>
Search::findGreatest(int64_t last,
                     llvm::function_ref<Template(int64_t)> getTemplate) {
  int64_t low = 0, high = last + 1;
  while (high - low > 1) {
    int64_t middle = high > last ? std::min(std::max<int64_t>(1, 2 * low), last)
                                 : low + (high - low) / 2;
    if (middle == low)
      break;
    llvm::Expected<double> budget = tryTemplate(getTemplate(middle));
    if (!budget)
      return budget.takeError();
    (*budget <= wanted ? low : high) = middle;
  }
  return low;
}

llvm::Error Search::tryLayers(Template shape) {
  int64_t step = shape.getWidthStep();
  auto width = findGreatest(maxWidth / step, [&](int64_t steps) {
    Template next = shape;
    next.width = steps * step;
    return next;
  });
  if (!width)
    return width.takeError();
  if (*width == 0 || isFound() || !shape.hasOption("hidden"))
    return llvm::Error::success();
  // Between two widths: a feed-forward map of another size.
  shape.width = *width * step;
  return findGreatest(maxWidth,
                      [&](int64_t hidden) {
                        Template next = shape;
                        next.hidden = hidden;
                        return next;
                      })
      .takeError();
}

llvm::Expected<Matched> driver::matchBudget(std::unique_ptr<Model> model,
                                            const Options &options,
                                            const analysis::Report &wanted) {
  llvm::Expected<double> budget = getBudget(wanted, options.match);
  if (!budget)
    return budget.takeError();
  if (*budget <= 0)
    return fail(Exit::BadInput,
                "expected " + wanted.model +
                    " to have parameters for --match params, but got none");
  auto text = model->getModule()->getAttrOfType<StringAttr>("ambit.template");
  Search search(options, *budget);
  {
    auto analyzed = analyze(*model, options);
    if (!analyzed)
      return analyzed.takeError();
    llvm::Expected<double> own = getBudget(analyzed->report, options.match);
    if (!own)
      return own.takeError();
    if (std::abs(*own / *budget - 1) <= tolerance)
      return Matched{std::move(model), ""};
    if (!text)
      return fail(Exit::BadInput, options.model + ": expected the " +
                                      options.match + " of " + wanted.model +
                                      " within 1 %, or a model of `ambit new` "
                                      "to solve for, but got " +
                                      Twine(int64_t(*own)) + " and " +
                                      Twine(int64_t(*budget)));
  }
  llvm::Expected<Template> shape = Template::parse(text);
  if (!shape)
    return shape.takeError();
  bool hasSchedule = !shape->dilations.empty();
  for (int64_t change : {0, -1, 1, -2, 2}) {
    Template next = *shape;
    next.layers += change;
    // Dilations are given for each layer: their number stays.
    if (next.layers < 1 || (hasSchedule && change != 0) ||
        std::abs(change) > layersAround || search.isFound())
      continue;
    if (llvm::Error error = next.check()) {
      llvm::consumeError(std::move(error));
      continue;
    }
    if (llvm::Error error = search.tryLayers(next))
      return std::move(error);
  }
  if (search.isFound())
    return std::move(*search.found);
  std::string percent;
  llvm::raw_string_ostream(percent) << llvm::format("%.3g", search.best * 100);
  return fail(Exit::BadInput,
              options.model + ": expected a width with the " + options.match +
                  " of " + wanted.model + " within 1 %, but the nearest (" +
                  (search.found ? search.found->command : "none") + ") is " +
                  percent + " % away");
}
