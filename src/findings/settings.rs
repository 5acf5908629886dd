//! What a rule may be told: the settings it declares, their ranges, and the values of one run.

use std::fmt;

/// The kind of a setting, with its default and its range.
#[derive(Clone, Copy, Debug)]
pub enum SettingKind {
    /// A whole number within bounds.
    Number {
        /// Value when the pipeline does not say.
        default: i64,
        /// Least value accepted.
        min: i64,
        /// Greatest value accepted.
        max: i64,
        /// What it counts.
        unit: &'static str,
    },
    /// One of a few words.
    Choice {
        /// Value when the pipeline does not say.
        default: &'static str,
        /// Words accepted.
        options: &'static [&'static str],
    },
    /// Yes or no.
    Flag {
        /// Value when the pipeline does not say.
        default: bool,
    },
    /// A list of words, each from a known stock; any word when the stock is empty.
    Names {
        /// Value when the pipeline does not say.
        default: &'static [&'static str],
        /// Words accepted.
        options: &'static [&'static str],
    },
}

/// A setting as a rule declares it.
#[derive(Clone, Copy, Debug)]
pub struct SettingSpec {
    /// Key in `[rules.<id>]`.
    pub name: &'static str,
    /// Kind, default and range.
    pub kind: SettingKind,
    /// What it does, and what a larger value does.
    pub help: &'static str,
}

/// The value of a setting in one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// Of a [`SettingKind::Number`].
    Number(i64),
    /// Of a [`SettingKind::Choice`].
    Choice(String),
    /// Of a [`SettingKind::Flag`].
    Flag(bool),
    /// Of a [`SettingKind::Names`].
    Names(Vec<String>),
}

impl SettingSpec {
    /// The value when the pipeline does not say.
    pub fn default_value(&self) -> SettingValue {
        match self.kind {
            SettingKind::Number { default, .. } => SettingValue::Number(default),
            SettingKind::Choice { default, .. } => SettingValue::Choice(default.to_owned()),
            SettingKind::Flag { default } => SettingValue::Flag(default),
            SettingKind::Names { default, .. } => SettingValue::Names(default.iter().map(|&n| n.to_owned()).collect()),
        }
    }

    /// The accepted values, for help and error messages.
    pub fn range(&self) -> String {
        match self.kind {
            SettingKind::Number { min, max, unit, .. } => format!("a whole number of {unit} from {min} to {max}"),
            SettingKind::Choice { options, .. } => format!("one of {}", quoted(options)),
            SettingKind::Flag { .. } => "true or false".to_owned(),
            SettingKind::Names { options: [], .. } => "a list of texts".to_owned(),
            SettingKind::Names { options, .. } => format!("a list of one or more of {}", quoted(options)),
        }
    }

    /// Whether the value is of the right kind and within the range.
    pub fn accepts(&self, value: &SettingValue) -> bool {
        match (&self.kind, value) {
            (SettingKind::Number { min, max, .. }, SettingValue::Number(n)) => min <= n && n <= max,
            (SettingKind::Choice { options, .. }, SettingValue::Choice(word)) => options.contains(&word.as_str()),
            (SettingKind::Flag { .. }, SettingValue::Flag(_)) => true,
            (SettingKind::Names { options, .. }, SettingValue::Names(words)) => {
                // An empty choice would silence the rule without a word: `disable` is there for that.
                options.is_empty() || (!words.is_empty() && words.iter().all(|word| options.contains(&word.as_str())))
            }
            _ => false,
        }
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for SettingValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => write!(out, "{n}"),
            Self::Choice(word) => write!(out, "\"{word}\""),
            Self::Flag(flag) => write!(out, "{flag}"),
            Self::Names(words) => {
                let words: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
                write!(out, "[{}]", words.join(", "))
            }
        }
    }
}

/// The settings of one rule in one run: every declared setting has a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    values: Vec<(&'static str, SettingValue)>,
}

impl Settings {
    /// The defaults of a rule.
    pub fn defaults(specs: &[SettingSpec]) -> Self {
        Self { values: specs.iter().map(|spec| (spec.name, spec.default_value())).collect() }
    }

    /// Replaces the value of a declared setting.
    pub fn set(&mut self, name: &str, value: SettingValue) {
        if let Some(slot) = self.values.iter_mut().find(|(known, _)| *known == name) {
            slot.1 = value;
        }
    }

    /// Every setting with its value, in the order of the card.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &SettingValue)> {
        self.values.iter().map(|(name, value)| (*name, value))
    }

    /// Whether the rule has a setting of that name.
    pub fn declares(&self, name: &str) -> bool {
        self.values.iter().any(|(declared, _)| *declared == name)
    }

    fn get(&self, name: &str) -> Option<&SettingValue> {
        let found = self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        debug_assert!(found.is_some(), "a rule reads the setting `{name}`, which its card does not declare");
        found
    }

    /// The number of a [`SettingKind::Number`], for use as days.
    pub fn days(&self, name: &str) -> i32 {
        i32::try_from(self.number(name)).unwrap_or(i32::MAX)
    }

    /// The number of a [`SettingKind::Number`].
    pub fn number(&self, name: &str) -> i64 {
        if let Some(SettingValue::Number(n)) = self.get(name) { *n } else { 0 }
    }

    /// The word of a [`SettingKind::Choice`].
    pub fn choice(&self, name: &str) -> &str {
        if let Some(SettingValue::Choice(word)) = self.get(name) { word } else { "" }
    }

    /// The answer of a [`SettingKind::Flag`].
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(SettingValue::Flag(true)))
    }

    /// The words of a [`SettingKind::Names`].
    pub fn names(&self, name: &str) -> &[String] {
        if let Some(SettingValue::Names(words)) = self.get(name) { words } else { &[] }
    }
}
