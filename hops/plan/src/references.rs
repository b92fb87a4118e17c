//! Who is meant where a plan only says "known after apply": found by the references in the configuration.
//!
//! An expression tells what it refers to, not how it is computed. So the answer has three parts: what it certainly is,
//! what it may be, and whether it may be something else altogether. Values of `locals` are in no plan.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::{Address, Change, Index, ModuleCall, ModuleStep, Plan};

mod scope;
mod traversal;

use scope::Scope;
use traversal::Traversal;

/// What an attribute refers to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Referred {
    /// It is these: all of them for a list, the only one for a single value.
    pub sure: BTreeSet<Address>,
    /// It may be any of these.
    pub perhaps: BTreeSet<Address>,
    /// It may be something that is not seen.
    pub open: bool,
}

/// Looks references up in one plan.
#[derive(Debug)]
pub struct References<'a> {
    plan: &'a Plan,
    /// By the instance of a module and `TYPE.NAME`.
    instances: HashMap<(&'a [ModuleStep], String), Vec<&'a Change>>,
    /// Instances of modules that have something in them.
    modules: BTreeSet<&'a [ModuleStep]>,
}

/// Calls of modules within each other are followed so far.
const DEEPEST: usize = 32;

impl<'a> References<'a> {
    /// Of a plan.
    pub fn of(plan: &'a Plan) -> Self {
        let mut instances: HashMap<_, Vec<&Change>> = HashMap::new();
        let mut modules = BTreeSet::new();
        for change in plan.remaining() {
            let steps = change.address.modules.as_slice();
            instances.entry((steps, change.address.reference())).or_default().push(change);
            modules.extend((0..=steps.len()).map(|length| &steps[..length]));
        }
        Self { plan, instances, modules }
    }

    /// What the attribute of a resource refers to; the path is as in [`Change::get`].
    pub fn referred(&self, change: &Change, path: &str) -> Referred {
        let unseen = Referred { open: true, ..Referred::default() };
        let names = change.address.module_names();
        let module = self.plan.configuration.module(&names);
        let Some(resource) = module.and_then(|module| module.resource(&change.address.reference())) else {
            return unseen;
        };
        let Some(references) = expression(&resource.expressions, path).and_then(references) else {
            return unseen;
        };
        let repeated = resource.for_each_expression.as_ref().or(resource.count_expression.as_ref());
        let scope = Scope { module: &change.address.modules, index: change.address.index.as_ref(), repeated };
        self.resolve(&references, &scope, DEEPEST)
    }

    /// Somebody wrote the attribute: it is not only that the provider fills it in. `true` where that is not to be seen.
    pub fn is_written(&self, change: &Change, attribute: &str) -> bool {
        let module = self.plan.configuration.module(&change.address.module_names());
        let resource = module.and_then(|module| module.resource(&change.address.reference()));
        resource.is_none_or(|resource| resource.expressions.get(attribute).is_some())
    }

    fn resolve(&self, references: &[String], scope: &Scope, depth: usize) -> Referred {
        let mut referred = Referred::default();
        if depth == 0 {
            referred.open = true;
            return referred;
        }
        let traversals = traversal::distinct(references);
        let choice = scope.choice(&traversals);
        let things = traversals.iter().any(Traversal::is_thing);
        for traversal in &traversals {
            let found = match traversal.head() {
                // Beside a resource it says which one of several.
                "each" | "count" if things => continue,
                "each" => self.repeated(traversal, scope, depth),
                "var" => self.variable(traversal, scope, depth),
                "module" => self.module(traversal, scope, &choice, depth),
                "local" | "data" => Referred { open: true, ..Referred::default() },
                "path" | "terraform" | "self" | "count" => continue,
                _ => self.resource(traversal, scope, &choice),
            };
            referred.join(found);
        }
        referred
    }

    fn resource(&self, traversal: &Traversal, scope: &Scope, choice: &Choice) -> Referred {
        let key = (scope.module, traversal.reference());
        let instances = self.instances.get(&key).map_or(&[][..], Vec::as_slice);
        let addresses: BTreeSet<_> = instances.iter().map(|change| change.address.clone()).collect();
        let only = |index: &Index| {
            let matching = addresses.iter().filter(|address| address.index.as_ref() == Some(index));
            Referred { sure: matching.cloned().collect(), ..Referred::default() }
        };
        match (traversal.index(), choice) {
            (Some(index), _) => only(index),
            _ if addresses.len() < 2 => Referred { sure: addresses, ..Referred::default() },
            (None, Choice::All) => Referred { sure: addresses, ..Referred::default() },
            (None, Choice::Own(own))
                if addresses.iter().any(|address| address.index.as_ref() == Some(own)) =>
            {
                only(own)
            }
            (None, Choice::Own(_) | Choice::Some) => Referred { perhaps: addresses, ..Referred::default() },
        }
    }

    /// An argument of the module that the expression is in: what its caller gave.
    fn variable(&self, traversal: &Traversal, scope: &Scope, depth: usize) -> Referred {
        let Some((call, outer)) = self.caller(scope) else { return Referred::default() };
        let given = traversal.name(1).and_then(|name| call.expressions.get(name)).and_then(references);
        given.map_or_else(Referred::default, |given| self.resolve(&given, &outer, depth - 1))
    }

    /// An output of a module that is called.
    fn module(&self, traversal: &Traversal, scope: &Scope, choice: &Choice, depth: usize) -> Referred {
        let (Some(name), Some(output)) = (traversal.name(1), traversal.name(2)) else {
            return Referred { open: true, ..Referred::default() };
        };
        let mut called = self.called(scope.module, name);
        let has =
            |called: &[&[ModuleStep]], index| called.iter().any(|steps| last_index(steps) == Some(index));
        match (traversal.module_index(), choice) {
            (Some(index), _) => called.retain(|steps| last_index(steps) == Some(index)),
            (None, Choice::Own(own)) if has(&called, own) => {
                called.retain(|steps| last_index(steps) == Some(own));
            }
            (None, _) => {}
        }
        let several = called.len() > 1;
        let mut referred = Referred::default();
        for steps in called {
            referred.join(self.output(steps, output, traversal.index_after(2), depth));
        }
        if several && !matches!(choice, Choice::All) { referred.weakened() } else { referred }
    }

    fn output(&self, steps: &[ModuleStep], output: &str, key: Option<&Index>, depth: usize) -> Referred {
        let names: Vec<_> = steps.iter().map(|step| step.name.as_str()).collect();
        let module = self.plan.configuration.module(&names);
        let expression = module.and_then(|module| module.outputs.get(output)?.get("expression"));
        let Some(given) = expression.and_then(references) else { return Referred::default() };
        let inside = Scope { module: steps, index: None, repeated: None };
        let referred = self.resolve(&given, &inside, depth - 1);
        // A map of all, of which one is taken.
        let Some(key) = key else { return referred };
        let taken: BTreeSet<_> =
            referred.sure.iter().filter(|address| address.index.as_ref() == Some(key)).cloned().collect();
        if taken.is_empty() { referred.weakened() } else { Referred { sure: taken, ..Referred::default() } }
    }

    /// `each.value`: what `for_each` goes through.
    fn repeated(&self, traversal: &Traversal, scope: &Scope, depth: usize) -> Referred {
        let Some(through) = scope.repeated.and_then(references) else { return Referred::default() };
        let distinct = traversal::distinct(&through);
        let outside = Scope { repeated: None, ..*scope };
        if let ([only], Some(own)) = (distinct.as_slice(), scope.index)
            && only.is_whole()
        {
            let indexed = only.indexed(own, &traversal.rest(2));
            return self.resolve(&[indexed], &outside, depth - 1);
        }
        let referred = self.resolve(&through, &outside, depth - 1);
        let one = referred.sure.len() == 1 && referred.perhaps.is_empty();
        if one { referred } else { referred.weakened() }
    }

    /// The call of the module that an expression is in, and where that stands.
    fn caller<'s>(&'s self, scope: &Scope<'s>) -> Option<(&'s ModuleCall, Scope<'s>)> {
        let (last, outer) = scope.module.split_last()?;
        let names: Vec<_> = outer.iter().map(|step| step.name.as_str()).collect();
        let call = self.plan.configuration.module(&names)?.module_calls.get(&last.name)?;
        let repeated = call.for_each_expression.as_ref().or(call.count_expression.as_ref());
        Some((call, Scope { module: outer, index: last.index.as_ref(), repeated }))
    }

    /// The instances of a module that another one calls.
    fn called(&self, outer: &[ModuleStep], name: &str) -> Vec<&'a [ModuleStep]> {
        let is_called = |steps: &&&[ModuleStep]| {
            steps.len() == outer.len() + 1 && steps.starts_with(outer) && steps[outer.len()].name == name
        };
        self.modules.iter().filter(is_called).copied().collect()
    }
}

/// Which one of several is meant.
#[derive(Clone, Debug)]
enum Choice<'a> {
    /// Every one.
    All,
    /// The one of the same index.
    Own(&'a Index),
    /// One of them; which is not said.
    Some,
}

impl Referred {
    /// The only thing that is meant.
    pub fn only(&self) -> Option<&Address> {
        match (self.sure.len(), self.perhaps.is_empty(), self.open) {
            (1, true, false) => self.sure.first(),
            _ => None,
        }
    }

    /// Everything that may be meant.
    pub fn all(&self) -> impl Iterator<Item = &Address> {
        self.sure.iter().chain(&self.perhaps)
    }

    fn join(&mut self, other: Self) {
        self.sure.extend(other.sure);
        self.perhaps.extend(other.perhaps);
        self.open |= other.open;
    }

    fn weakened(mut self) -> Self {
        self.perhaps.append(&mut self.sure);
        self
    }
}

fn last_index(steps: &[ModuleStep]) -> Option<&Index> {
    steps.last().and_then(|step| step.index.as_ref())
}

/// The expression at a path, or the one around it where a block is written as an attribute.
fn expression<'a>(expressions: &'a Value, path: &str) -> Option<&'a Value> {
    let mut here = expressions;
    for step in path.split('.') {
        if here.get("references").is_some() {
            break;
        }
        here = match here {
            Value::Array(blocks) => blocks.get(step.parse::<usize>().ok()?)?,
            // A single block stands without a list around it.
            Value::Object(_) if step.parse::<usize>().is_ok() => here,
            other => other.get(step)?,
        };
    }
    Some(here)
}

/// `None` where it is not an expression. A constant refers to nothing.
fn references(expression: &Value) -> Option<Vec<String>> {
    let members = expression.as_object()?;
    let listed = members.get("references").and_then(Value::as_array);
    let texts = listed.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    Some(texts.collect())
}

#[cfg(test)]
mod tests;
